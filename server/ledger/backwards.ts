/** Reads a segment from its end to its start: for what happened last, wherever in a long file that begins. */
import { setImmediate } from 'node:timers/promises';
import { endOf, noHash, openLine } from './chain.ts';
import type { LedgerFiles } from './files.ts';
import type { Line } from './line.ts';

const blockBytes = 1 << 20;
const lineFeed = 0x0a;

/**
 * The good lines within the first `end` bytes, the last one first. A corrupt line is left out: reading forwards is what
 * reports it. Pauses after every megabyte.
 */
export async function* readBackwards(files: LedgerFiles, file: string, end: number): AsyncGenerator<Line> {
  let before = end;
  let rest: Buffer = Buffer.alloc(0);
  while (before > 0) {
    const length = Math.min(blockBytes, before);
    before -= length;
    rest = Buffer.concat([files.read(file, before, length), rest]);
    // The first whole line waits for the one before it, against whose hash it is checked.
    const from = before === 0 ? 0 : secondLine(rest);
    if (from === null) continue;
    const texts = rest.toString('utf8', from).split('\n');
    texts.pop();
    const ahead = before === 0 ? { hash: noHash, n: -1 } : endOf(lastLine(rest.subarray(0, from)));
    for (let index = texts.length - 1; index >= 0; index -= 1) {
      const previous = texts[index - 1];
      const opened = openLine(texts[index] ?? '', previous === undefined ? ahead : endOf(previous));
      if (opened.status !== 'corrupt') yield opened.line;
    }
    rest = rest.subarray(0, from);
    await setImmediate();
  }
}

/** Where the second whole line of a block begins; `null`: the block is too short. */
function secondLine(bytes: Buffer): number | null {
  const first = bytes.indexOf(lineFeed);
  const second = first === -1 ? -1 : bytes.indexOf(lineFeed, first + 1);
  return second === -1 ? null : second + 1;
}

function lastLine(bytes: Buffer): string {
  const start = bytes.length < 2 ? 0 : bytes.lastIndexOf(lineFeed, bytes.length - 2) + 1;
  return bytes.toString('utf8', start, bytes.length - 1);
}
