/** Writes answers onto an HTTP response. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import type { ErrorAnswer } from './error-answer.ts';

export function sendJson(response: ServerResponse, status: number, body: object, headers: OutgoingHttpHeaders = {}) {
  // As a text it leaves together with the head, in one write.
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes, ...headers });
  response.end(text);
}

export function sendError(
  response: ServerResponse,
  { status, body, headers }: ErrorAnswer,
  more: OutgoingHttpHeaders = {},
) {
  sendJson(response, status, body, { ...headers, ...more });
}

/** A caller that reads nothing for so long is taken to be stuck, and gives back its place. */
const stuckReaderMs = 60_000;

/**
 * Resolves when the reader has caught up. Rejects with the signal's reason when it goes away, and ends the connection of
 * one that is stuck.
 */
export function drained(response: ServerResponse, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopWaiting = clock.after(stuckReaderMs, () => {
      end();
      response.destroy();
      reject(new RequestError('cancelled', `the caller has read nothing for ${stuckReaderMs / 1000} s`));
    });
    const onDrain = () => {
      end();
      resolve();
    };
    const onAbort = () => {
      end();
      reject(signal.reason);
    };
    const end = () => {
      stopWaiting();
      response.off('drain', onDrain);
      signal.removeEventListener('abort', onAbort);
    };
    response.on('drain', onDrain);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

/**
 * Sends the last of a broken answer and drops the connection without the mark that ends a body: whoever reads it cannot
 * take it for whole.
 */
export function endBroken(response: ServerResponse, last: string): void {
  response.write(last, () => response.socket?.destroySoon());
}
