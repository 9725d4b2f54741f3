/** Writes answers onto an HTTP response. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ErrorAnswer } from './error-answer.ts';
import type { Readers } from './readers.ts';

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

/** Bytes that are handed over at once; of more, the next are when the reader has taken these. */
const mostAtOnce = 256 * 1024;

/** Like `sendJson`, for a body of any size; resolves when the reader has taken all but the last of it, or has gone. */
export async function sendLargeJson(
  response: ServerResponse,
  body: object,
  headers: OutgoingHttpHeaders,
  readers: Readers,
): Promise<void> {
  const text = JSON.stringify(body);
  const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers };
  response.writeHead(200, head);
  if (text.length <= mostAtOnce) {
    response.end(text);
    return;
  }
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length && !response.destroyed; start += mostAtOnce) {
    if (!response.write(bytes.subarray(start, start + mostAtOnce))) await readers.caughtUp(response);
  }
  response.end();
}

/**
 * Sends the last of a broken answer and drops the connection without the mark that ends a body: whoever reads it cannot
 * take it for whole.
 */
export function endBroken(response: ServerResponse, last: string): void {
  response.write(last, () => response.socket?.destroySoon());
}
