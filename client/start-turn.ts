/** Whose turn it is to start a daemon: of many clients that find none, one starts it and the others wait for it. */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A starter that was killed in the middle keeps the others waiting for no longer than this. */
const turnMs = 3_000;

/**
 * Takes the turn; the result gives it back. `null`: someone else has it. The election at the socket decides which
 * daemon serves; this only spares a machine from starting ten processes of which nine end at once.
 */
export function takeStartTurn(dataDirectory: string, nowEpochMs: number): (() => void) | null {
  const file = join(dataDirectory, 'daemon.starting');
  const ageMs = nowEpochMs - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  try {
    if (ageMs < 0 || ageMs > turnMs) rmSync(file, { force: true });
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    // In a folder that cannot be written nobody can keep to turns; the daemon serves what is free from there all the same.
    return () => {};
  }
  return () => rmSync(file, { force: true });
}
