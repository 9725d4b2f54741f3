/** Where the bytes of an answer are split, and what is read of the pieces, to show that its parts stay the same: `DUALTRACK_LONG=1` tries far more. */
import { Readable } from 'node:stream';
import type { Part } from '../../../protocol/part.ts';
import { type Framed, framed } from '../../../server/providers/body.ts';
import type { Reading } from '../../../server/providers/exchange.ts';
import { RequestError } from '../../../server/request-error.ts';
import { seededRandom } from '../../../server/sandbox/seeded.ts';

export const isLong = process.env.DUALTRACK_LONG === '1';
const smallBytes = 16 * 1024;

export const allOffsets = (bytes: Buffer) => Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);

/** Splits that touch only the decoding of events, which is cheap: every offset of a body up to 16 KB, a share of larger ones. */
export function eventOffsets(bytes: Buffer, id: string): readonly number[] {
  if (bytes.length <= smallBytes) return allOffsets(bytes);
  const delicate = delicateOffsets(bytes);
  const fewDelicate = seededOffsets(bytes, `${id} delicate`, 200).map((at) => delicate[at % delicate.length] ?? 1);
  return [...fewDelicate, ...seededOffsets(bytes, id, 200)];
}

/** In the long form every offset of a body up to 16 KB, the delicate and 200 seeded ones of larger; else 40 seeded. */
export function partOffsets(bytes: Buffer, id: string): readonly number[] {
  const delicate = delicateOffsets(bytes);
  if (isLong) return bytes.length <= smallBytes ? allOffsets(bytes) : [...delicate, ...seededOffsets(bytes, id, 200)];
  const few = seededOffsets(bytes, `${id} delicate`, 20).map((at) => delicate[at % delicate.length] ?? 1);
  return [...few, ...seededOffsets(bytes, id, 20)];
}

/** What is read of an answer that comes in these pieces: all parts and the end, as one text. */
export async function readInPieces(
  pieces: readonly Uint8Array[],
  read: (answer: Framed, reading: Reading) => AsyncIterable<Part>,
): Promise<string> {
  const seen: unknown[] = [];
  try {
    const parts = read(await framed(Readable.from(pieces)), {
      target: 'm@relay',
      served: (model, upstreamId) => seen.push({ model, upstreamId }),
      errorInAnswer: () => new RequestError('overloaded', 'an error within'),
      broken: () => new RequestError('network', 'broken'),
    });
    for await (const part of parts) seen.push(part);
  } catch (error) {
    seen.push(error instanceof RequestError ? error.kind : String(error));
  }
  return JSON.stringify(seen);
}

/** Within 4 bytes of a line end or of a character of several bytes. */
function delicateOffsets(bytes: Buffer): readonly number[] {
  const isDelicate = (offset: number) =>
    bytes.subarray(Math.max(0, offset - 4), offset + 4).some((byte) => byte === 10 || byte === 13 || byte >= 0x80);
  return allOffsets(bytes).filter(isDelicate);
}

function seededOffsets(bytes: Buffer, id: string, count: number): readonly number[] {
  const random = seededRandom(6, id);
  return Array.from({ length: count }, () => 1 + Math.floor(random() * (bytes.length - 1)));
}
