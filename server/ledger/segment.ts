/** Reads a segment of the journal from a known place on: its good lines in order, what is corrupt, and the torn tail. */
import * as path from 'node:path';
import { endOf, noHash, openLine } from './chain.ts';
import type { LedgerFiles } from './files.ts';
import type { Line } from './line.ts';

/** A place between two lines: bytes before it, the hash the next line chains from, the number of the line before. */
export interface Place {
  readonly bytes: number;
  /** `null` after a line whose hash could not be read. */
  readonly hash: string | null;
  readonly n: number;
}

export const segmentStart: Place = { bytes: 0, hash: noHash, n: -1 };

export interface Trouble {
  readonly kind: 'corrupt-line' | 'missing-lines' | 'torn-tail';
  /** Byte offset of the line in its segment. */
  readonly offset: number;
  readonly message: string;
}

/** What one step of reading found. */
export interface SegmentStep {
  readonly lines: readonly Line[];
  /** The byte each of them begins at. */
  readonly offsets: readonly number[];
  /** What each line ends with, corrupt ones included whose hash can be read. */
  readonly hashes: readonly string[];
  readonly troubles: readonly Trouble[];
  /** After the last whole line of this step. */
  readonly place: Place;
  /** Bytes after the last line feed; only in the last step, and only when there are any. */
  readonly torn: Uint8Array | null;
}

const wholeStepBytes = 1 << 20;
/** For whoever reads a small part and stops. */
export const partStepBytes = 1 << 17;
const lineFeed = 0x0a;

/**
 * Reads from a place to the byte `end` (absent: to the end of the file). It goes step by step, a megabyte unless told otherwise,
 * so that the reader can pause in between. A corrupt line is reported and left out; the lines after it are read. Nothing in the
 * file is changed.
 */
export function* readSegment(
  files: LedgerFiles,
  file: string,
  from: Place,
  end = Number.POSITIVE_INFINITY,
  stepBytes = wholeStepBytes,
): Generator<SegmentStep> {
  const name = path.basename(file);
  let place = from;
  let offset = from.bytes;
  let rest: Uint8Array = new Uint8Array();
  while (true) {
    const length = Math.min(stepBytes, end - offset);
    const bytes = length > 0 ? files.read(file, offset, length) : new Uint8Array();
    if (bytes.length === 0) break;
    offset += bytes.length;
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const step = readLines(name, joined, place);
    place = step.place;
    rest = joined.subarray(joined.length - (offset - place.bytes));
    yield step;
  }
  const torn = rest.length === 0 ? null : rest;
  const troubles: Trouble[] =
    torn === null
      ? []
      : [
          {
            kind: 'torn-tail',
            offset: place.bytes,
            message: `${name} ends in the middle of a line (${rest.length} bytes from byte ${place.bytes}): the last write was cut off.`,
          },
        ];
  yield { lines: [], offsets: [], hashes: [], troubles, place, torn };
}

/** Whether a segment has this line's hash where the line ended. */
export function endsWith(files: LedgerFiles, file: string, { bytes, hash }: { bytes: number; hash: string }): boolean {
  const seal = `"h":"${hash}"}\n`;
  const end = files.read(file, Math.max(0, bytes - seal.length), seal.length);
  return Buffer.from(end).toString('latin1') === seal;
}

const longestLine = 64 << 10;

/** Where a segment of this size ends, by its last line alone; `null`: it ends in the middle of a line, or in a corrupt one. */
export function placeAtEnd(files: LedgerFiles, file: string, bytes: number): Place | null {
  const start = Math.max(0, bytes - longestLine);
  const lines = Buffer.from(files.read(file, start, bytes - start))
    .toString('utf8')
    .split('\n');
  if (lines.pop() !== '') return null;
  const { hash, n } = endOf(lines.at(-1) ?? '');
  return hash === null || n < 0 ? null : { bytes, hash, n };
}

function readLines(name: string, bytes: Uint8Array, from: Place): SegmentStep {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const lines: Line[] = [];
  const offsets: number[] = [];
  const hashes: string[] = [];
  const troubles: Trouble[] = [];
  let { hash, n } = from;
  let start = 0;
  for (let stop = buffer.indexOf(lineFeed); stop !== -1; stop = buffer.indexOf(lineFeed, start)) {
    const opened = openLine(buffer.toString('utf8', start, stop), { hash, n });
    const offset = from.bytes + start;
    hash = opened.hash;
    if (hash !== null) hashes.push(hash);
    start = stop + 1;
    if (opened.status === 'corrupt') {
      const message = `${name} has a corrupt line at byte ${offset} (${opened.reason}): it is left out, the rest counts.`;
      troubles.push({ kind: 'corrupt-line', offset, message });
      continue;
    }
    if (opened.status === 'after-gap') {
      const message = `${name} lacks the lines ${n + 1} to ${opened.line.n - 1} before byte ${offset}, or their hashes were changed.`;
      troubles.push({ kind: 'missing-lines', offset, message });
    }
    n = opened.line.n;
    lines.push(opened.line);
    offsets.push(offset);
  }
  return { lines, offsets, hashes, troubles, place: { bytes: from.bytes + start, hash, n }, torn: null };
}
