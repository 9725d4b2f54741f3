/** The words for what a model can do and what people choose it for, with one sentence on each. */

/** What a request may need of a target. Settings may name others: a word that nobody declares rules every target out. */
export const features = {
  tools: 'Calls functions that the request describes.',
  images: 'Reads images.',
  files: 'Reads documents such as PDF.',
  audio: 'Hears audio.',
  video: 'Watches video.',
  json: 'Answers in JSON that follows a schema.',
  reasoning: 'Can reason before it answers.',
  'image-output': 'Draws images.',
  'audio-output': 'Speaks its answer.',
  grounding: 'Looks its answer up on the web at its vendor, and names the sources.',
  'vertex-search': 'Looks its answer up in the Vertex AI Search datastore of its track.',
  bigquery: 'Can be reached through a BigQuery connection of its Google Cloud project.',
} as const;
export type Feature = keyof typeof features;

export const goodForTags = {
  quality: 'The most able of its vendor.',
  reasoning: 'Complex questions of several steps.',
  code: 'Writing, reviewing and changing code.',
  'long-documents': 'Inputs of hundreds of pages.',
  'creative-writing': 'Texts that are to read well.',
  multimodal: 'Images, sound and documents beside text.',
  'high-volume': 'Many small requests that must be quick.',
  'low-cost': 'Work whose price matters most.',
} as const;
export type GoodFor = keyof typeof goodForTags;

/** The names of a vocabulary, in its order, for schemas. */
export function namesOf<Name extends string>(vocabulary: Readonly<Record<Name, string>>): [Name, ...Name[]] {
  const [first, ...rest] = Object.keys(vocabulary).filter((name): name is Name => name in vocabulary);
  if (first === undefined) throw new RangeError('a vocabulary must have a word');
  return [first, ...rest];
}
