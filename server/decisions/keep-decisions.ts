/**
 * Keeps the latest routing decisions in two files of bounded size: a full one takes the place of the one before. They are
 * written in the background, after the answers: what a crash takes with it is the explanation of a second's requests, no money.
 */
import * as path from 'node:path';
import type { Explanation } from '../../protocol/explain.ts';
import type { Clock } from '../clock.ts';
import { type AppendFile, diskFiles, type LedgerFiles, writeWhole } from '../ledger/files.ts';
import { explain } from './explain.ts';
import { findLines } from './find-lines.ts';
import type { LineOf } from './stored-lines.ts';
import { LineWriter, type Planned, textOf } from './to-lines.ts';

export type Outcome = Omit<LineOf<'outcome'>, 'kind'>;

export interface Decisions {
  /** Costs nothing but memory: it is written later. */
  planned(planned: Planned): void;
  ended(outcome: Outcome): void;
  /** `null`: no decision is kept for such a request, or none any more. */
  explain(requestId: string): Promise<Explanation | null>;
  /** Writes what waits. */
  close(): void;
}

export interface KeepDecisionsOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly files?: LedgerFiles;
  readonly mostBytes?: number;
  /** Told once of files that cannot be written, until they can: explanations are missing then, nothing else is. */
  onProblem(message: string): void;
}

type Waiting = { readonly planned: Planned } | { readonly outcome: Outcome };

const writtenAfterMs = 1_000;
/** Written at a time, so that no answer waits for many. */
const slice = 25;
/** More are dropped, oldest first, where they come faster than they can be written. */
const mostWaiting = 5_000;
/** After a failure decisions are dropped for so long, then it is tried again. */
const triedAgainAfterMs = 30_000;
const lineBreak = Buffer.from('\n');
const defaultMostBytes = 16_000_000;

export function keepDecisions(options: KeepDecisionsOptions): Decisions {
  const { directory, clock, files = diskFiles, mostBytes = defaultMostBytes, onProblem } = options;
  const current = path.join(directory, 'decisions.jsonl');
  const before = path.join(directory, 'decisions.before.jsonl');
  const writer = new LineWriter();
  let waiting: Waiting[] = [];
  let cancelTimer: (() => void) | null = null;
  let file: AppendFile | null = null;
  let size = 0;
  let isClosed = false;
  /** On the monotonic clock; `null`: the files can be written. */
  let brokenUntilMs: number | null = null;

  const add = (entry: Waiting) => {
    if (isClosed || isStillBroken()) return;
    waiting.push(entry);
    if (waiting.length > mostWaiting) waiting = waiting.slice(-mostWaiting / 2);
    cancelTimer ??= clock.after(writtenAfterMs, writeSlice);
  };

  function writeSlice(): void {
    write(waiting.splice(0, slice));
    cancelTimer = waiting.length === 0 ? null : clock.after(0, writeSlice);
  }

  function writeAll(): void {
    cancelTimer?.();
    cancelTimer = null;
    write(waiting.splice(0));
  }

  function write(entries: readonly Waiting[]): void {
    if (entries.length === 0 || isClosed || isStillBroken()) return;
    try {
      file ??= open();
      if (size >= mostBytes) file = turnOver(file);
      const bytes = Buffer.from(entries.map(textFor).join(''));
      writeWhole(file, bytes);
      size += bytes.length;
      brokenUntilMs = null;
    } catch (error) {
      giveUp(error);
    }
  }

  function giveUp(error: unknown): void {
    const wasWell = brokenUntilMs === null;
    brokenUntilMs = clock.monotonicMs() + triedAgainAfterMs;
    waiting = [];
    const broken = file;
    file = null;
    try {
      broken?.close();
    } catch {
      // It is opened anew in any case.
    }
    if (wasWell) onProblem(`${current} cannot be written, so that routes cannot be explained: ${String(error)}`);
  }

  const isStillBroken = () => brokenUntilMs !== null && clock.monotonicMs() < brokenUntilMs;

  const textFor = (entry: Waiting) =>
    'planned' in entry ? writer.decision(entry.planned) : textOf({ kind: 'outcome', ...entry.outcome });

  function open(): AppendFile {
    files.makeFolder(directory);
    const opened = files.open(current);
    // A crash may have left a line without its end.
    size = opened.sizeAtOpening + (opened.sizeAtOpening > 0 ? opened.write(lineBreak) : 0);
    writer.restart();
    return opened;
  }

  function turnOver(full: AppendFile): AppendFile {
    full.close();
    files.rename(current, before);
    return open();
  }

  return {
    planned: (planned) => add({ planned }),
    ended: (outcome) => add({ outcome }),
    async explain(requestId) {
      writeAll();
      const found = await findLines(files, [before, current], requestId);
      return found === null ? null : explain(found);
    },
    close() {
      writeAll();
      file?.close();
      file = null;
      isClosed = true;
    },
  };
}
