/** Finds the lines of a segment that contain a text, reading the rest as bytes only: a gigabyte in a second or so. */
import { setImmediate } from 'node:timers/promises';
import { endOf, noHash, openLine } from './chain.ts';
import type { LedgerFiles } from './files.ts';
import type { Line } from './line.ts';

const blockBytes = 4 << 20;
const lineFeed = 0x0a;

/**
 * Looks at the bytes `[from, end)` of the segment, `from` being the start of a line. A line whose hash does not fit is
 * left out: reading the segment as a whole is what reports it. Pauses after every four megabytes.
 */
export async function* findLines(
  files: LedgerFiles,
  file: string,
  text: string,
  from: number,
  end: number,
): AsyncGenerator<Line> {
  let base = from;
  let searched = 0;
  let held: Buffer = Buffer.alloc(0);
  for (let offset = from; offset < end; ) {
    const bytes = files.read(file, offset, Math.min(blockBytes, end - offset));
    if (bytes.length === 0) return;
    offset += bytes.length;
    held = Buffer.concat([held, bytes]);
    const whole = held.lastIndexOf(lineFeed) + 1;
    yield* linesWith(held.subarray(0, whole), text, searched, base === 0);
    // The last whole line stays, since the next one is checked against its hash.
    const keepFrom = whole < 2 ? 0 : held.lastIndexOf(lineFeed, whole - 2) + 1;
    held = held.subarray(keepFrom);
    base += keepFrom;
    searched = whole - keepFrom;
    await setImmediate();
  }
}

function* linesWith(bytes: Buffer, text: string, from: number, isStart: boolean): Generator<Line> {
  for (let hit = bytes.indexOf(text, from); hit !== -1; ) {
    const start = hit === 0 ? 0 : bytes.lastIndexOf(lineFeed, hit) + 1;
    const stop = bytes.indexOf(lineFeed, hit);
    if (stop === -1) return;
    const beforeStart = start < 2 ? 0 : bytes.lastIndexOf(lineFeed, start - 2) + 1;
    const first = isStart ? { hash: noHash, n: -1 } : { hash: null, n: -1 };
    const previous = start === 0 ? first : endOf(bytes.toString('utf8', beforeStart, start - 1));
    const opened = openLine(bytes.toString('utf8', start, stop), previous);
    if (opened.status !== 'corrupt') yield opened.line;
    hit = bytes.indexOf(text, stop);
  }
}
