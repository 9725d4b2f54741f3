/** Sends a simulated answer over HTTP, as it should be or with one fault. */
import type { ServerResponse } from 'node:http';
import { totalOutputTokens } from '../../protocol/usage.ts';
import type { AnswerHead, Dialect, StreamEvent } from './dialect.ts';
import type { Fault } from './faults.ts';
import type { SeenRequest } from './seen.ts';
import type { SimulatedAnswer } from './simulate.ts';

export interface Sending {
  readonly response: ServerResponse;
  readonly dialect: Dialect;
  readonly answer: SimulatedAnswer;
  readonly fault: Fault;
  readonly stream: boolean;
  readonly withUsage: boolean;
  readonly head: AnswerHead;
  /** Its counts of parts and billed tokens are kept up to date as parts leave. */
  readonly seen: SeenRequest;
  /** The fault ended the exchange. */
  readonly broken: () => void;
  readonly wait: (waitMs: number) => Promise<void>;
}

export async function sendAnswer(sending: Sending): Promise<void> {
  const { response, fault, seen, broken } = sending;
  switch (fault.type) {
    case 'silence':
      return;
    case 'reset':
      broken();
      response.socket?.resetAndDestroy();
      return;
    case 'status':
      seen.status = fault.status;
      if (fault.status >= 300) broken();
      sendStatus(response, fault);
      return;
  }
  seen.status = 200;
  seen.billedInputTokens = sending.answer.usage.inputTokens;
  const withUsage = sending.withUsage && fault.type !== 'no-usage';
  const { dialect, head, answer } = sending;
  if (sending.stream) await sendStream(sending, dialect.events(head, answer, withUsage));
  else await sendWhole(sending, dialect.whole(head, answer, withUsage));
}

export function sendStatus(response: ServerResponse, fault: Extract<Fault, { type: 'status' }>): void {
  const isText = typeof fault.body === 'string';
  const body = fault.body === undefined ? '' : isText ? String(fault.body) : JSON.stringify(fault.body);
  const type = isText ? 'text/plain' : 'application/json';
  response.writeHead(fault.status, { 'content-type': type, ...fault.headers });
  response.end(body);
}

async function sendWhole(sending: Sending, body: string): Promise<void> {
  const { response, dialect, fault, seen, broken } = sending;
  if (fault.type === 'slow-first-part' || fault.type === 'pace') await sending.wait(fault.delayMs);
  if (fault.type === 'error-event') {
    broken();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(dialect.errorBody(fault.error)));
    return;
  }
  seen.billedOutputTokens = totalOutputTokens(sending.answer.usage);
  const bytes = Buffer.from(body);
  const extra = fault.type === 'headers' ? fault.headers : {};
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length, ...extra });
  // The faults in the middle of a stream come in the middle of the body here.
  const middle = bytes.subarray(0, bytes.length >> 1);
  if (fault.type === 'malformed-chunk') broken();
  if (fault.type === 'malformed-chunk')
    response.end(Buffer.concat([middle, Buffer.alloc(bytes.length - middle.length, '}')]));
  else if (fault.type === 'stall') response.write(middle);
  else if (fault.type === 'cut') {
    broken();
    response.write(middle, () => response.destroy());
  } else response.end(bytes);
}

async function sendStream(sending: Sending, events: readonly StreamEvent[]): Promise<void> {
  const { response, dialect, fault } = sending;
  const extra = fault.type === 'headers' ? fault.headers : {};
  response.writeHead(200, {
    'content-type': dialect.streamType,
    'cache-control': 'no-cache',
    ...extra,
  });
  if (fault.type === 'slow-first-part') {
    if (fault.withRole) response.write(events[0]?.text ?? '');
    else response.flushHeaders();
    await sending.wait(fault.delayMs);
  }
  const skipsRole = fault.type === 'slow-first-part' && fault.withRole === true;
  if (fault.type !== 'pace') {
    sendAtOnce(sending, events.slice(skipsRole ? 1 : 0));
    return;
  }
  for (const event of events) {
    await sending.wait(fault.delayMs);
    count(sending, event);
    if (!response.write(event.text)) await drained(response);
  }
  response.end(dialect.end);
}

/** One write for all that is due: what a fast upstream looks like to its reader, and what a benchmark can stand. */
function sendAtOnce(sending: Sending, events: readonly StreamEvent[]): void {
  const { response, dialect, fault, broken } = sending;
  if (!('afterParts' in fault)) {
    for (const event of events) count(sending, event);
    const text = events.map((event) => event.text).join('');
    response.end(fault.type === 'no-terminator' ? text : text + dialect.end);
    return;
  }
  const before = eventsUntil(events, fault.afterParts);
  for (const event of before) count(sending, event);
  const text = before.map((event) => event.text).join('');
  switch (fault.type) {
    case 'cut':
      broken();
      if (fault.cleanly) response.end(text);
      else response.write(text, () => response.destroy());
      return;
    case 'stall':
      response.write(text);
      return;
    case 'malformed-chunk':
      broken();
      response.end(text + dialect.brokenEvent);
      return;
    case 'error-event':
      broken();
      response.end(text + dialect.errorEvent(fault.error));
  }
}

/** The role and then this many content deltas. */
function eventsUntil(events: readonly StreamEvent[], parts: number): readonly StreamEvent[] {
  let content = 0;
  const end = events.findIndex((event) => {
    if (event.isContent) content += 1;
    return content > parts;
  });
  return end < 0 ? events : events.slice(0, Math.max(end, 1));
}

function count({ seen }: Sending, event: StreamEvent): void {
  if (event.isContent) seen.partsSent += 1;
  seen.billedOutputTokens += event.outputTokens;
}

/** A slow reader is waited for; one that goes away ends the answer. */
export function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      response.off('drain', onDrain).off('close', onClose);
      outcome();
    };
    const onDrain = () => settle(resolve);
    const onClose = () => settle(() => reject(new Error('the client is gone')));
    response.on('drain', onDrain).on('close', onClose);
  });
}
