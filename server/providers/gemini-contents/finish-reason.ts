/** How Gemini's words for the end of a candidate, and for why a prompt or an answer is withheld, are read. */
import type { FinishReason } from '../../../protocol/part.ts';
import type { Candidate, Chunk } from './schema.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  MODEL_ARMOR: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
};

/** Words that say that the model gave up, not that the answer is whole. */
const failures = new Set(['MALFORMED_FUNCTION_CALL', 'MALFORMED_RESPONSE']);

const finishNames: readonly string[] = [
  'FINISH_REASON_UNSPECIFIED',
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
];
const blockNames: readonly string[] = [
  'BLOCK_REASON_UNSPECIFIED',
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'JAILBREAK',
];

export type Finish = { readonly kind: 'finished'; readonly reason: FinishReason } | { readonly kind: 'failed' };

/** `null`: the candidate goes on. An unknown word is a finish all the same: `other`. */
export function readFinishReason(word: Candidate['finishReason']): Finish | null {
  const name = nameOf(word, finishNames);
  if (name === null) return null;
  if (failures.has(name)) return { kind: 'failed' };
  return { kind: 'finished', reason: reasons[name] ?? 'other' };
}

/** Why a candidate was withheld, for people: its reason, and the categories that were too probable. */
export function withheldAnswer(candidate: Candidate): string {
  return reasonInWords(
    nameOf(candidate.finishReason, finishNames) ?? '',
    candidate.safetyRatings,
    candidate.finishMessage,
  );
}

/** Why the prompt was refused, for people; `null`: it was not. */
export function refusedPrompt(feedback: Chunk['promptFeedback']): string | null {
  const name = nameOf(feedback?.blockReason, blockNames);
  return name === null ? null : reasonInWords(name, feedback?.safetyRatings, feedback?.blockReasonMessage);
}

function reasonInWords(name: string, ratings: Candidate['safetyRatings'], message: string | null | undefined): string {
  const categories = (ratings ?? []).filter(({ blocked }) => blocked === true).map(({ category }) => inWords(category));
  const detail = categories.length > 0 ? ` (${categories.join(', ')})` : '';
  return `${name}${detail}${message ? `: ${message}` : ''}`;
}

/** `HARM_CATEGORY_HATE_SPEECH` → `hate speech`. */
function inWords(category: string | number | null | undefined): string {
  return String(category ?? 'unknown')
    .replace(/^HARM_CATEGORY_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
}

function nameOf(word: string | number | null | undefined, names: readonly string[]): string | null {
  const name = typeof word === 'number' ? (names[word] ?? 'OTHER') : word;
  return !name || name.endsWith('_UNSPECIFIED') ? null : name;
}
