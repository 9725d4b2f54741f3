/** From the bytes of one answer to parts, and to a verdict: complete, refused within, or cut. */
import { isContent, type Part } from '../../../protocol/part.ts';
import type { RequestError } from '../../request-error.ts';
import { endedEarly, failureAtEnd, noAnswer } from '../answer-end.ts';
import { answerJson } from '../answer-json.ts';
import { bounded, type Framed, mostStreamBytes, mostWholeBodyBytes, readWhole } from '../body.ts';
import type { Reading } from '../exchange.ts';
import { type SseEvent, sseEvents } from '../sse.ts';
import { EventReader } from './from-event.ts';
import { type AnswerEvent, eventSchema, messageSchema } from './schema.ts';

/**
 * Yields parts and returns when the answer is complete: its stop reason was seen, whatever the socket said after that.
 * Otherwise it throws: `truncated` once content was delivered (its cause says why), else what it was.
 */
export async function* readMessagesAnswer(answer: Framed, context: Reading): AsyncGenerator<Part> {
  const reader = new EventReader();
  const { target, broken } = context;
  let delivered = false;
  try {
    const read = answer.framing === 'events' ? eventParts : wholeParts;
    for await (const part of read(answer, reader, context)) {
      delivered ||= isContent(part);
      yield part;
    }
    if (!reader.isFinished) throw endedEarly(target);
  } catch (error) {
    const failure = failureAtEnd(error, { target, delivered, isOver: reader.isFinished, broken });
    if (failure !== null) throw failure;
  }
}

async function* eventParts(answer: Framed, reader: EventReader, context: Reading): AsyncGenerator<Part> {
  for await (const events of sseEvents(bounded(answer.body, mostStreamBytes))) {
    for (const sent of events) {
      if (sent.data.trim() === '') continue;
      const event = readEvent(sent, context);
      if (event.message) context.served(event.message.model || null, event.message.id || null);
      yield* reader.read(event);
      if (event.type === 'message_stop') return;
    }
  }
}

async function* wholeParts(answer: Framed, reader: EventReader, context: Reading): AsyncGenerator<Part> {
  const text = await readWhole(answer.body, mostWholeBodyBytes);
  const value = answerJson(text, context.target);
  const message = messageSchema.safeParse(value).data;
  if (message === undefined) throw errorOf(value, context) ?? noAnswer(text, context.target);
  context.served(message.model || null, message.id || null);
  yield* reader.readWhole(message);
}

function readEvent(sent: SseEvent, context: Reading): AnswerEvent {
  const value = answerJson(sent.data, context.target);
  const error = errorOf(value, context);
  if (error !== null) throw error;
  if (sent.event === 'error') throw context.errorInAnswer(sent.data);
  const event = eventSchema.safeParse(value).data;
  if (event === undefined) throw noAnswer(sent.data, context.target);
  return event;
}

/** `{"type":"error","error":{…}}`, which comes as an event, and of some proxies as a body of status 200. */
function errorOf(value: unknown, context: Reading): RequestError | null {
  if (typeof value !== 'object' || value === null || !('error' in value) || !value.error) return null;
  return context.errorInAnswer(value);
}
