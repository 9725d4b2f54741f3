/** The daemon's log file: what it did and where it failed; no key, no question and no answer is ever written to it. */
import { appendFileSync, copyFileSync, statSync, truncateSync } from 'node:fs';
import type { Clock } from '../clock.ts';

export interface Log {
  write(line: string): void;
  /** Writes the kind of the error and where it was thrown, never its message: that may quote what a person sent. */
  error(what: string, error: unknown): void;
}

const longestLogBytes = 1024 * 1024;

/**
 * Opens the log for the process that won the election. A log of more than one megabyte is copied to `FILE.1` and emptied
 * in place, because the process's own output is appended to the same file.
 */
export function openLog(file: string, clock: Clock): Log {
  rotate(file);
  const write = (line: string) => {
    try {
      appendFileSync(file, `${new Date(clock.epochMs()).toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end the daemon; the ledger is what refuses work then.
    }
  };
  return { write, error: (what, error) => write(`${what}: ${describeError(error)}`) };
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [`${error.name}${code}`, ...frames.slice(0, 8)].join('\n');
}

function rotate(file: string): void {
  try {
    if (statSync(file).size <= longestLogBytes) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // There is none yet.
  }
}
