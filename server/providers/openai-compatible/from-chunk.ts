/** From the chunks of one answer to parts. A whole answer is one chunk whose choices have a `message`. */
import type { Part } from '../../../protocol/part.ts';
import { readFinishReason } from './finish-reason.ts';
import type { Annotation, AnswerMessage, Choice, Chunk, ContentItem } from './schema.ts';
import { type ToolCalls, toolCalls } from './tool-calls.ts';
import { toUsage } from './usage.ts';
import { ToldOnce, vendorFields } from './vendor-fields.ts';

/** What has been seen of one choice. */
interface ChoiceState {
  finished: boolean;
  readonly toolCalls: ToolCalls;
  readonly sources: Set<string>;
}

/**
 * Reads the chunks of one answer; made anew for every attempt, so that nothing leaks from one to the next.
 * `audioMediaType` is what was asked for: the answer does not repeat it.
 */
export class ChunkReader {
  readonly #choices = new Map<number, ChoiceState>();
  readonly #audioMediaType: string;
  readonly #ofAnswer = new ToldOnce();
  #unfinished = 0;
  #gaveUp = false;

  constructor(audioMediaType = 'audio/wav') {
    this.#audioMediaType = audioMediaType;
  }

  /** How many choices have been seen, and whether each of them has finished. */
  get progress(): { readonly choices: number; readonly allFinished: boolean; readonly gaveUp: boolean } {
    const choices = this.#choices.size;
    return { choices, allFinished: choices > 0 && this.#unfinished === 0, gaveUp: this.#gaveUp };
  }

  /** `isWhole`: the chunk is a whole answer, not one piece of a stream. */
  read(chunk: Chunk, isWhole: boolean): Part[] {
    const parts: Part[] = [];
    const answer = this.#ofAnswer.news(vendorFields(chunk, interpretedOfChunk));
    if (answer !== undefined) parts.push({ type: 'vendor', choiceIndex: chunk.choices?.[0]?.index ?? 0, answer });
    for (const choice of chunk.choices ?? []) this.#readChoice(choice, chunk, isWhole, parts);
    const raw = chunk.usage ?? chunk.x_groq?.usage ?? chunk.choices?.find((choice) => choice.usage)?.usage;
    const usage = raw ? toUsage(raw) : null;
    if (usage !== null) parts.push({ type: 'usage', choiceIndex: 0, usage, raw });
    return parts;
  }

  #readChoice(choice: Choice, chunk: Chunk, isWhole: boolean, parts: Part[]): void {
    const choiceIndex = choice.index ?? 0;
    const state = this.#stateOf(choiceIndex);
    // Perplexity fills both: in a stream `message` is the text so far, and in a whole answer `delta` is empty.
    const message = isWhole ? (choice.message ?? choice.delta) : (choice.delta ?? choice.message);
    parts.push(...vendorParts(choice, message ?? null, choiceIndex));
    if (message) {
      parts.push(...textParts(message, choice, choiceIndex));
      parts.push(...state.toolCalls.read(message));
      parts.push(...mediaParts(message, choiceIndex, this.#audioMediaType));
      parts.push(...sourceParts(message, chunk, choiceIndex, state.sources));
    }
    const word = choice.finish_reason;
    // A whole answer is finished even where the word is empty or missing.
    if (!word && !isWhole) return;
    const finish = readFinishReason(word ?? '');
    if (finish.kind === 'failed') this.#gaveUp = true;
    else if (!state.finished) parts.push({ type: 'finish', choiceIndex, reason: finish.reason });
    const finished = finish.kind === 'finished';
    if (finished !== state.finished) this.#unfinished += finished ? -1 : 1;
    state.finished = finished;
  }

  #stateOf(choiceIndex: number): ChoiceState {
    const known = this.#choices.get(choiceIndex);
    if (known !== undefined) return known;
    const state: ChoiceState = { finished: false, toolCalls: toolCalls(choiceIndex), sources: new Set() };
    this.#choices.set(choiceIndex, state);
    this.#unfinished += 1;
    return state;
  }
}

/** `obfuscation` only hides how long the piece is that it comes with. */
const interpretedOfChunk = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'error',
  'x_groq',
  'obfuscation',
]);
const interpretedOfChoice = new Set(['index', 'delta', 'message', 'finish_reason', 'logprobs', 'usage']);
const interpretedOfMessage = new Set([
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'refusal',
  'tool_calls',
  'function_call',
  'audio',
  'images',
  'annotations',
]);

function vendorParts(choice: Choice, message: AnswerMessage | null, choiceIndex: number): Part[] {
  const ofChoice = vendorFields(choice, interpretedOfChoice);
  const annotations = (message?.annotations ?? []).filter((annotation) => !annotation.url_citation);
  const plain = message === null ? undefined : vendorFields(message, interpretedOfMessage);
  const ofMessage = annotations.length === 0 ? plain : { ...plain, annotations };
  if (ofChoice === undefined && ofMessage === undefined) return [];
  return [
    {
      type: 'vendor',
      choiceIndex,
      ...(ofChoice !== undefined && { choice: ofChoice }),
      ...(ofMessage !== undefined && { message: ofMessage }),
    },
  ];
}

const noFields: ReadonlySet<string> = new Set();

function textParts(message: AnswerMessage, choice: Choice, choiceIndex: number): Part[] {
  const parts: Part[] = [];
  const reasoning = reasoningText(message);
  if (reasoning !== '') parts.push({ type: 'reasoning-delta', choiceIndex, text: reasoning });
  const logprobs = choice.logprobs && vendorFields(choice.logprobs, noFields) ? choice.logprobs : undefined;
  const content = Array.isArray(message.content) ? message.content : [{ text: message.content ?? '' }];
  const text = content.map(contentText).join('');
  if (text !== '' || (logprobs !== undefined && !message.refusal)) {
    parts.push({ type: 'text-delta', choiceIndex, text, ...(logprobs !== undefined && { logprobs }) });
  }
  if (message.refusal) {
    parts.push({ type: 'refusal', choiceIndex, text: message.refusal, ...(logprobs !== undefined && { logprobs }) });
  }
  return parts;
}

function contentText(item: Pick<ContentItem, 'text'> & Partial<ContentItem>): string {
  return item.type === undefined || item.type === 'text' || item.type === 'output_text' ? (item.text ?? '') : '';
}

/** Relays give the same reasoning under two or three names: one of them counts. */
function reasoningText(message: AnswerMessage): string {
  if (message.reasoning_content) return message.reasoning_content;
  if (message.reasoning) return message.reasoning;
  const details = (message.reasoning_details ?? []).map((detail) => detail.text ?? detail.summary ?? '').join('');
  if (details !== '' || !Array.isArray(message.content)) return details;
  return message.content.map((item) => thinkingText(item.thinking)).join('');
}

function thinkingText(thinking: ContentItem['thinking']): string {
  if (typeof thinking === 'string') return thinking;
  return (thinking ?? []).map((piece) => piece.text ?? '').join('');
}

function mediaParts(message: AnswerMessage, choiceIndex: number, audioMediaType: string): Part[] {
  const parts: Part[] = [];
  const inContent = Array.isArray(message.content) ? message.content.map((item) => item.image_url) : [];
  for (const image of [...(message.images ?? []).map((item) => item.image_url), ...inContent]) {
    const url = typeof image === 'string' ? image : image?.url;
    if (url) parts.push(imagePart(url, choiceIndex));
  }
  const vendor = message.audio ? vendorFields(message.audio, interpretedOfAudio) : undefined;
  const { data, transcript } = message.audio ?? {};
  if (data || transcript || vendor !== undefined) {
    parts.push({
      type: 'audio',
      choiceIndex,
      mediaType: audioMediaType,
      dataBase64: data ?? '',
      ...(transcript && { transcript }),
      ...(vendor !== undefined && { vendor }),
    });
  }
  return parts;
}

const interpretedOfAudio = new Set(['data', 'transcript']);

/** An image that is not in the answer itself is a source to be fetched by who wants it: we never fetch it. */
function imagePart(url: string, choiceIndex: number): Part {
  const inline = /^data:([^;,]+);base64,(.*)$/s.exec(url);
  if (inline === null) return { type: 'source', choiceIndex, url, isImage: true };
  return { type: 'image', choiceIndex, mediaType: inline[1] ?? '', dataBase64: inline[2] ?? '' };
}

function sourceParts(message: AnswerMessage, chunk: Chunk, choiceIndex: number, known: Set<string>): Part[] {
  const sources = [
    ...(message.annotations ?? []).flatMap(readCitation),
    ...(chunk.search_results ?? []).map(({ url, title }) => ({ url, title, key: url })),
    ...(chunk.citations ?? []).flatMap((url) => (typeof url === 'string' ? [{ url, title: null, key: url }] : [])),
  ];
  const parts: Part[] = [];
  for (const { key, url, title, ...more } of sources) {
    if (known.has(key)) continue;
    known.add(key).add(url);
    parts.push({ type: 'source', choiceIndex, url, ...(title && { title }), ...more });
  }
  return parts;
}

const interpretedOfAnnotation = new Set(['type', 'url_citation']);
const interpretedOfCitation = new Set(['url', 'title']);

/** One address may be cited at several places: each is a source of its own. */
function readCitation(annotation: Annotation) {
  const citation = annotation.url_citation;
  if (!citation) return [];
  const within = vendorFields(citation, interpretedOfCitation);
  const beside = vendorFields(annotation, interpretedOfAnnotation);
  const vendor = within === undefined ? beside : { ...beside, url_citation: within };
  const { url, title } = citation;
  if (vendor === undefined) return [{ url, title, key: url }];
  return [{ url, title, key: `${url} ${JSON.stringify(vendor)}`, vendor }];
}
