/** From the bytes of one answer in Gemini's dialect to parts, and to a verdict: complete, refused, or cut. */
import { isContent, type Part } from '../../../protocol/part.ts';
import { isObject } from '../../parsed-json.ts';
import { RequestError } from '../../request-error.ts';
import { endedEarly, failureAtEnd, noAnswer } from '../answer-end.ts';
import { answerJson, areTooManyChoices, isChoiceIndex } from '../answer-json.ts';
import { bounded, type Framed, mostStreamBytes, mostWholeBodyBytes } from '../body.ts';
import type { Reading } from '../exchange.ts';
import { sseEvents } from '../sse.ts';
import { ChunkReader } from './from-chunk.ts';
import { jsonObjects } from './json-objects.ts';
import { type Chunk, chunkSchema } from './schema.ts';

export interface AnswerContext extends Reading {
  /** How many choices were asked for. */
  readonly choices: number;
}

/**
 * Yields parts and returns when every candidate has finished, whatever the socket said after that: there is no mark of
 * the end. Otherwise it throws: `content-refused` when nothing but a refusal came, `truncated` once content was
 * delivered, else what it was.
 */
export async function* readContents(answer: Framed, context: AnswerContext): AsyncGenerator<Part> {
  const { target } = context;
  const reader = new ChunkReader();
  let delivered = false;
  let served = false;
  try {
    for await (const { chunk, isWhole } of chunks(answer, target)) {
      if (!served) context.served(chunk.modelVersion ?? null, chunk.responseId ?? null);
      served = true;
      // A finish that withholds everything is a refusal: it is told once it is known that no other candidate has more.
      const finishes: Part[] = [];
      for (const part of reader.read(chunk, isWhole)) {
        delivered ||= isContent(part);
        if (part.type === 'finish' && !delivered) finishes.push(part);
        else yield part;
      }
      if (chunk.error) throw context.errorInAnswer(chunk.error);
      if (reader.gaveUp !== null) throw context.errorInAnswer({ message: reader.gaveUp });
      if (reader.refusal !== null && (reader.choices === 0 || isOver(reader, context)))
        throw refused(reader.refusal, target);
      yield* finishes;
    }
    if (!reader.allFinished) throw endedEarly(target);
  } catch (error) {
    const failure = failureAtEnd(error, { target, delivered, isOver: isOver(reader, context), broken: context.broken });
    if (failure !== null) throw failure;
  }
}

/** A connection that breaks after fewer choices than were asked for has broken too early. */
function isOver(reader: ChunkReader, { choices }: AnswerContext): boolean {
  return reader.allFinished && reader.choices >= choices;
}

function refused(reason: string, target: string): RequestError {
  return new RequestError('content-refused', `${target}: refused for ${reason.replace(/\.$/, '')}.`, { target });
}

interface ReadChunk {
  readonly chunk: Chunk;
  readonly isWhole: boolean;
}

/** Events, the elements of an array, or one document, each checked for its shape. */
async function* chunks(answer: Framed, target: string): AsyncGenerator<ReadChunk> {
  const body = bounded(answer.body, answer.framing === 'events' ? mostStreamBytes : mostWholeBodyBytes);
  if (answer.framing !== 'events') {
    for await (const { text, isElement } of jsonObjects(body))
      yield { chunk: readChunk(text, target), isWhole: !isElement };
    return;
  }
  for await (const events of sseEvents(body)) {
    for (const { data } of events) {
      if (data.trim() !== '') yield { chunk: readChunk(data, target), isWhole: false };
    }
  }
}

function readChunk(text: string, target: string): Chunk {
  const value = answerJson(text, target);
  if (isObject(value) && areTooManyChoices(value.candidates)) throw noAnswer(text, target);
  const chunk = chunkSchema.safeParse(value).data;
  if (chunk?.candidates?.some(({ index }) => !isChoiceIndex(index))) throw noAnswer(text, target);
  if (chunk?.candidates || chunk?.promptFeedback || chunk?.usageMetadata || chunk?.error || chunk?.responseId)
    return chunk;
  throw noAnswer(text, target);
}
