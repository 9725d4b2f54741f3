/** The daemon's log file: what it did and where it failed; no key, no question and no answer is ever written to it. */
import { appendFileSync, chmodSync, copyFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import { errorCode } from '../error-code.ts';

export type LogLevel = 'info' | 'warn' | 'error';

export interface Log {
  write(line: string, level?: LogLevel): void;
  /** Writes the kind of the error and where it was thrown, never its message: that may quote what a person sent. */
  error(what: string, error: unknown): void;
}

const longestLogBytes = 1024 * 1024;
/** Older ones are `FILE.1` to `FILE.3`, the latest first: four megabytes in all. */
const generations = 3;

/** Opens the log for the process that won the election; the file and those before it are closed to other users. */
export function openLog(file: string, clock: Clock, longestBytes = longestLogBytes): Log {
  let bytes = sizeOf(file);
  closeToOthers(file);
  const write = (text: string, level: LogLevel = 'info') => {
    const line = `${logLine(text, level, clock.epochMs())}\n`;
    try {
      // A pipe that nobody reads would hold up the whole daemon.
      if (!isOrdinary(file)) throw new Error('it is no ordinary file');
      // Not kept open: the file may be taken away, and the next line then makes a new one.
      if (bytes + Buffer.byteLength(line) > longestBytes) rotate(file);
      appendFileSync(file, line, { mode: 0o600 });
      bytes = sizeOf(file);
    } catch {
      // A full disk must not end the daemon; the ledger is what refuses work then.
    }
  };
  return { write, error: (what, error) => write(`${what}: ${describeError(error)}`, 'error') };
}

/** A line as the log holds it. An instant, a level, a text; what follows on further lines is indented. */
export function logLine(text: string, level: LogLevel, epochMs: number): string {
  return `${new Date(epochMs).toISOString()} ${level.padEnd(5)} ${text.replaceAll(/\n\s*/g, '\n    ')}`;
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = errorCode(error) === '' ? '' : ` (${errorCode(error)})`;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [`${error.name}${code}`, ...frames.slice(0, 8)].join('\n');
}

/** Copied and emptied in place, because the process's own output is appended to the same file. */
function rotate(file: string): void {
  for (let generation = generations - 1; generation >= 1; generation -= 1) {
    const from = `${file}.${generation}`;
    if (sizeOf(from) > 0) renameSync(from, `${file}.${generation + 1}`);
  }
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

function isOrdinary(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function closeToOthers(file: string): void {
  const files = [file, ...Array.from({ length: generations }, (_, index) => `${file}.${index + 1}`)];
  for (const one of files) {
    try {
      chmodSync(one, 0o600);
    } catch {
      // There is none.
    }
  }
}
