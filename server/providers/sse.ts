/** Server-sent events from bytes, however these are split: over `eventsource-parser`, as an async generator. */
import { createParser } from 'eventsource-parser';
import { BodyTooLargeError } from './body.ts';
import { OthersTurn } from './others-turn.ts';

export interface SseEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/** A line longer than this (in characters) ends the stream; real ones with images have some 10 million. */
const longestBuffer = 64 * 1024 * 1024;

/**
 * Decodes events in the order they come, those of one piece of bytes together. An event that the end of the stream cuts
 * off is given too, as far as it came: whether its data is whole, the reader of the data sees.
 */
export async function* sseEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly SseEvent[]> {
  let events: SseEvent[] = [];
  let failure: Error | null = null;
  const parser = createParser({
    onEvent: (event) => events.push({ event: event.event || 'message', data: event.data }),
    // Unknown fields are not an error worth ending for; an overflow is.
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') failure = new BodyTooLargeError(error.message);
    },
    maxBufferSize: longestBuffer,
  });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const feed = (text: string) => {
    parser.feed(text);
    if (failure !== null) throw failure;
    const complete = events;
    events = [];
    return complete;
  };
  const others = new OthersTurn();
  for await (const bytes of body) {
    const complete = feed(decoder.decode(bytes, { stream: true }));
    if (complete.length > 0) yield* others.between(complete);
  }
  const last = feed(`${decoder.decode()}\n\n`);
  if (last.length > 0) yield last;
}
