/**
 * Checks what ties segments together: each names a line of the one before, the last there was when it was begun. Later lines
 * may follow that line, of attempts and corrections of its month, but it stays.
 */
import type { VerifyFinding } from '../../protocol/books.ts';
import { noHash } from './chain.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import { readSegment, type SegmentStep, segmentStart } from './segment.ts';

interface Link {
  /** The segment that names the line, and the one that has it. */
  readonly month: string;
  readonly before: string;
  readonly hash: string;
}

/** Far more than the first line of a segment has. */
const firstLineBytes = 4096;

export class Links {
  readonly #journal: Pick<Journal, 'fileOf'>;
  readonly #segments = new Set<string>();
  /** Links whose line has not been met. */
  readonly #open: Link[] = [];

  /** Reads the first line of each of these segments. */
  constructor(
    files: LedgerFiles,
    journal: Pick<Journal, 'fileOf'>,
    segments: readonly { readonly month: string; readonly bytes: number }[],
  ) {
    this.#journal = journal;
    for (const { month, bytes } of segments) {
      this.#segments.add(month);
      const [step] = readSegment(files, journal.fileOf(month), segmentStart, Math.min(bytes, firstLineBytes));
      const line = step?.lines[0];
      // Where the end of the one before could not be read when this one was begun, it names no line.
      if (line?.t !== 'segment' || line.after === null || line.after.hash === noHash) continue;
      this.#open.push({ month, before: line.after.month, hash: line.after.hash });
    }
  }

  /** Segments that others follow and that are not there. */
  get missing(): ReadonlySet<string> {
    return new Set(this.#open.flatMap(({ before }) => (this.#segments.has(before) ? [] : [before])));
  }

  /** To be told of all that is read of a segment. */
  take(month: string, { hashes }: Pick<SegmentStep, 'hashes'>): void {
    for (let at = this.#open.length - 1; at >= 0; at -= 1) {
      const link = this.#open[at];
      if (link?.before === month && hashes.includes(link.hash)) this.#open.splice(at, 1);
    }
  }

  /** Once all segments have been read. Whoever has moved an old one away is told something else than whoever finds one changed. */
  findings(): readonly VerifyFinding[] {
    return this.#open.map(({ month, before }) => {
      const file = this.#journal.fileOf(month);
      if (this.#segments.has(before)) {
        const message = `The segment ${month} follows a line that the segment ${before} does not have: lines at its end were changed or taken away.`;
        return { kind: 'broken-link', file, message };
      }
      const message = `The segment ${before}, which ${month} follows, is not in the folder: it was moved away, or is lost. Its days were not compared.`;
      return { kind: 'missing-segment', file, message };
    });
  }
}
