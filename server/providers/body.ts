/** Reading what an upstream answers: decompressed, within a limit of bytes, and known to be a stream or a whole body. */
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, constants as zlib } from 'node:zlib';
import type { ResponseHeaders } from './http-exchange.ts';
import type { ResponseBody } from './response-body.ts';

export const mostWholeBodyBytes = 64 * 1024 * 1024;
/** Of all events of one answer: many choices with images among them; beyond it an upstream only fills the memory. */
export const mostStreamBytes = 256 * 1024 * 1024;
export const mostErrorBodyBytes = 64 * 1024;

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  /** As errors of Node have one. */
  readonly code = 'ANSWER_TOO_LARGE';
}

/** Bytes that come, and an end to be made of them by who opened the exchange. */
export interface AnswerBytes extends AsyncIterable<Uint8Array> {
  destroy(): void;
}

/** The bytes as they were before compression. We never ask for it; some servers compress all the same. */
export function decompressed(body: ResponseBody, headers: ResponseHeaders): AnswerBytes {
  const encoding = headers['content-encoding'];
  const decompress = encoding === undefined ? null : createDecompress(String(encoding).trim().toLowerCase());
  if (decompress === null) return body;
  // An abort may come while nobody reads, and whoever reads is told.
  return pipeline(Readable.from(body), decompress, () => body.destroy());
}

function createDecompress(encoding: string) {
  // The flush modes hand out what has come, without waiting for a full block: the body may be a live stream.
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip({ flush: zlib.Z_SYNC_FLUSH });
  if (encoding === 'deflate') return createInflate({ flush: zlib.Z_SYNC_FLUSH });
  if (encoding === 'br') return createBrotliDecompress({ flush: zlib.BROTLI_OPERATION_FLUSH });
  return null;
}

/** Reads all of it as UTF-8. Throws `BodyTooLargeError` beyond `mostBytes` (counted after decompression). */
export async function readWhole(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    pieces.push(piece);
  }
  return textOf(pieces);
}

/** Passes the bytes on. Throws `BodyTooLargeError` beyond `mostBytes`. */
export async function* bounded(body: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    yield piece;
  }
}

function tooLarge(mostBytes: number): BodyTooLargeError {
  return new BodyTooLargeError(`the answer is larger than ${mostBytes} bytes`);
}

const utf8 = new TextDecoder();

function textOf(pieces: readonly Uint8Array[]): string {
  const [first, ...more] = pieces;
  return utf8.decode(first === undefined || more.length > 0 ? Buffer.concat(pieces) : first);
}

/** Reads the first `mostBytes` as UTF-8 and leaves the rest; a body that breaks gives what came. */
export async function readStart(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= mostBytes) break;
    }
  } catch {
    // An error's body explains an error that is already known; what came of it is enough.
  }
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, mostBytes));
}

export interface Framed {
  readonly framing: 'events' | 'whole' | 'empty';
  /** From its first visible byte. Leaving it early does not destroy what it reads from: that is for who opened it. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Tells from the first visible byte whether events or one JSON (or HTML) document follow: relays label their answers
 * wrongly, and some stream although not asked or answer whole although asked to stream. No event begins with `{ [ <`.
 * What stands before it says nothing and is left out. Throws `BodyTooLargeError` where there is too much of that.
 */
export async function framed(body: AsyncIterable<Uint8Array>): Promise<Framed> {
  const iterator = body[Symbol.asyncIterator]();
  let invisibleBytes = 0;
  for (;;) {
    const next = await iterator.next();
    if (next.done) return { framing: 'empty', body: rest(null, iterator) };
    const at = next.value.findIndex((byte) => !invisible.has(byte));
    invisibleBytes += at < 0 ? next.value.length : at;
    if (invisibleBytes > mostInvisibleBytes) throw tooLarge(mostInvisibleBytes);
    if (at < 0) continue;
    const first = next.value.subarray(at);
    return { framing: wholeBodyStarts.has(first[0] ?? 0) ? 'whole' : 'events', body: rest(first, iterator) };
  }
}

/** Some send a blank now and then while the model thinks: a megabyte of them is a week's. */
const mostInvisibleBytes = 1024 * 1024;
/** White space, and the three bytes of a byte order mark. */
const invisible = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const wholeBodyStarts = new Set([...'{[<'].map((character) => character.charCodeAt(0)));

async function* rest(first: Uint8Array | null, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first !== null) yield first;
    for (;;) {
      const next = await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
