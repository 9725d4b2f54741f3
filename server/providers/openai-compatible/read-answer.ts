/** From the bytes of one answer to parts, and to a verdict: complete, refused within, or cut. */
import type { Part } from '../../../protocol/part.ts';
import { isContent } from '../../../protocol/part.ts';
import { isObject } from '../../parsed-json.ts';
import { endedEarly, failureAtEnd, noAnswer } from '../answer-end.ts';
import { answerJson, areTooManyChoices, isChoiceIndex } from '../answer-json.ts';
import { bounded, type Framed, mostStreamBytes, mostWholeBodyBytes, readWhole } from '../body.ts';
import type { Reading } from '../exchange.ts';
import { type SseEvent, sseEvents } from '../sse.ts';
import { ChunkReader } from './from-chunk.ts';
import { isPlainChunk } from './plain-chunk.ts';
import { type Chunk, chunkSchema } from './schema.ts';

export interface AnswerContext extends Reading {
  /** How many choices were asked for. */
  readonly choices: number;
  readonly audioFormat: string | null;
}

/**
 * Yields parts and returns when the answer is complete: every choice has finished, whatever the socket said after
 * that. Otherwise it throws: `truncated` once content was delivered (its cause says why), else what it was.
 */
export async function* readAnswer(answer: Framed, context: AnswerContext): AsyncGenerator<Part> {
  const reader = new ChunkReader(context.audioFormat === null ? undefined : `audio/${context.audioFormat}`);
  const names = new ServedNames(context);
  // Without a mark of the end, fewer choices than asked for are too few; with one, the upstream gives no more.
  const isOver = (marked: boolean) =>
    reader.progress.allFinished && (marked || reader.progress.choices >= context.choices);
  let delivered = false;
  try {
    let marked = false;
    for await (const chunk of chunks(answer, context)) {
      if (chunk === endMark) {
        marked = true;
        break;
      }
      names.read(chunk);
      for (const part of reader.read(chunk, answer.framing !== 'events')) {
        delivered ||= isContent(part);
        yield part;
      }
      const error = chunk.error ?? chunk.x_groq?.error;
      if (error || reader.progress.gaveUp) throw context.errorInAnswer(error || { message: 'the model gave up' });
    }
    names.end();
    if (!isOver(marked)) throw endedEarly(context.target);
  } catch (error) {
    const { target, broken } = context;
    const failure = failureAtEnd(error, { target, delivered, isOver: isOver(false), broken });
    if (failure !== null) throw failure;
  }
}

/** `[DONE]`, or the end of a whole body. */
const endMark = Symbol('end');

/** The events or the one document of the answer, each checked for its shape. */
async function* chunks(answer: Framed, context: AnswerContext): AsyncGenerator<Chunk | typeof endMark> {
  if (answer.framing !== 'events') {
    yield readChunk(await readWhole(answer.body, mostWholeBodyBytes), context);
    yield endMark;
    return;
  }
  for await (const events of sseEvents(bounded(answer.body, mostStreamBytes))) {
    for (const event of events) {
      const data = event.data.trim();
      if (data === '[DONE]') yield endMark;
      else if (data !== '') yield readEvent(event, context);
    }
  }
}

/** Tells once what the upstream calls its answer; the first chunk often leaves the model empty. */
class ServedNames {
  readonly #context: AnswerContext;
  #upstreamId: string | null = null;
  #told = false;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  read(chunk: Chunk): void {
    if (this.#told) return;
    this.#upstreamId ??= chunk.id || null;
    if (chunk.model) this.#tell(chunk.model);
  }

  end(): void {
    if (!this.#told && this.#upstreamId !== null) this.#tell(null);
  }

  #tell(model: string | null): void {
    this.#told = true;
    this.#context.served(model, this.#upstreamId);
  }
}

function readEvent(event: SseEvent, context: AnswerContext): Chunk {
  if (event.event !== 'error') return readChunk(event.data, context);
  const value = answerJson(event.data, context.target);
  throw context.errorInAnswer(value === undefined ? event.data : value);
}

function readChunk(text: string, context: AnswerContext): Chunk {
  const value = answerJson(text, context.target);
  if (isPlainChunk(value)) return value;
  if (isObject(value) && areTooManyChoices(value.choices)) throw noAnswer(text, context.target);
  const chunk = chunkSchema.safeParse(value);
  if (chunk.data?.choices?.some(({ index }) => !isChoiceIndex(index))) throw noAnswer(text, context.target);
  if (chunk.success && (chunk.data.choices || chunk.data.error || chunk.data.usage || chunk.data.x_groq)) {
    return chunk.data;
  }
  // Some answers are an error without the envelope, such as `{"code":…,"message":…}`.
  if (chunk.success && isBareError(value)) throw context.errorInAnswer(value);
  if (chunk.success && chunk.data.id) return chunk.data;
  throw noAnswer(text, context.target);
}

function isBareError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
