/** Brings what was written onto the disk against the loss of power: many writes at a time, and away from who wrote them. */
import type { Clock } from '../clock.ts';
import type { AppendFile } from './files.ts';
import type { ProblemOver, ReportProblem } from './problems.ts';

/** A file that is open for writing. */
export interface OpenFile {
  readonly path: string;
  readonly file: AppendFile;
  /** Something of it may not be on the disk yet. */
  dirty: boolean;
}

export interface GroupedSync {
  /** To be called after a write: all are synced together a little later. */
  soon(): void;
  /** Syncs now; resolves when it is done. */
  now(): Promise<void>;
  /** Resolves when no sync runs: only then may a file be closed. */
  idle(): Promise<void>;
  /** Syncs a last time. */
  close(): Promise<void>;
}

export interface GroupedSyncOptions {
  readonly clock: Clock;
  readonly report: ReportProblem;
  readonly over: ProblemOver;
  /** The files that are open at this instant. */
  readonly files: () => Iterable<OpenFile>;
}

/**
 * Writes are synced this long after the first of them. A write waits while a sync runs: at ten a second that was the
 * 99th percentile of what a request costs; at one it is lost in the rest.
 */
const delayMs = 1_000;

export function createGroupedSync({ clock, report, over, files }: GroupedSyncOptions): GroupedSync {
  let cancel: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();

  const soon = () => {
    cancel ??= clock.after(delayMs, () => {
      cancel = null;
      void now();
    });
  };

  const now = (): Promise<void> => {
    running = running.then(async () => {
      const dirty = [...files()].filter((open) => open.dirty);
      for (const open of dirty) await syncOne(open);
      if (dirty.every((open) => !open.dirty)) over('unsynced');
      // Nobody may write for hours: what is not on the disk is tried again all the same.
      else soon();
    });
    return running;
  };

  const syncOne = async (open: OpenFile) => {
    open.dirty = false;
    try {
      await open.file.sync();
    } catch (error) {
      open.dirty = true;
      const message = `${open.path} could not be synced to the disk: ${String(error)}`;
      report({ kind: 'unsynced', file: open.path, message });
    }
  };

  return {
    soon,
    now,
    idle: () => running,
    async close() {
      await now();
      cancel?.();
      cancel = null;
    },
  };
}
