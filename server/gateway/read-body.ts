/** Reads a request's body as JSON, within bounds of size and time. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import { deepestNesting, isTooDeep } from '../nesting.ts';
import { parsedJson } from '../parsed-json.ts';
import { type ErrorAnswer, refusal } from './error-answer.ts';
import { bodyTooLarge, mostBodyBytes } from './guard.ts';

/** Over loopback even the largest body takes a second. */
const slowestBodyMs = 30_000;

export type ReadBody =
  | { readonly read: 'json'; readonly value: unknown }
  | { readonly read: 'refused'; readonly answer: ErrorAnswer };

/** Rejects when the caller goes away in the middle. */
export async function readBody(request: IncomingMessage, clock: Clock): Promise<ReadBody> {
  const bytes = await readBytes(request, clock);
  if ('answer' in bytes) return { read: 'refused', answer: bytes.answer };
  const value = parsedJson(bytes.all.toString());
  if (value === undefined) {
    // Node's own message quotes the body, which may hold a question.
    return { read: 'refused', answer: refusal(400, 'the body must be JSON', 'invalid_json') };
  }
  if (isTooDeep(value)) {
    const message = `the body must be nested at most ${deepestNesting} deep`;
    return { read: 'refused', answer: refusal(400, message, 'too_deep') };
  }
  return { read: 'json', value };
}

function readBytes(request: IncomingMessage, clock: Clock): Promise<{ all: Buffer } | { answer: ErrorAnswer }> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const refuse = (answer: ErrorAnswer) => {
      stop();
      request.off('data', onData);
      resolve({ answer });
    };
    // Most come together with their head, and are not waited for.
    const stop = request.complete ? () => {} : clock.after(slowestBodyMs, () => refuse(bodyTooSlow));
    const onData = (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > mostBodyBytes) refuse(bodyTooLarge);
      else pieces.push(piece);
    };
    request.on('data', onData);
    request.once('end', () => {
      stop();
      resolve({ all: pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces) });
    });
    request.once('error', (error) => {
      stop();
      reject(error);
    });
  });
}

const bodyTooSlow = refusal(408, `the body must arrive within ${slowestBodyMs / 1000} s`, 'request_timeout');
