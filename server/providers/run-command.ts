/** Runs a command line in the user's shell and gives what it printed: for keys that a password manager holds. */
import { exec } from 'node:child_process';

/** A password manager may ask for a fingerprint. */
const commandTimeoutMs = 30_000;
const mostOutputBytes = 64 * 1024;

/** Standard output as text. Rejects when the command fails, prints too much or takes longer than `timeoutMs`. */
export function runCommand(command: string, timeoutMs: number = commandTimeoutMs): Promise<string> {
  return new Promise((resolve, reject) => {
    exec(command, { timeout: timeoutMs, maxBuffer: mostOutputBytes, windowsHide: true }, (error, stdout) => {
      // Neither the output nor the error's message (which quotes the command) is passed on: both may hold a key.
      if (error === null) resolve(stdout);
      else
        reject(new Error(error.killed ? `no answer within ${timeoutMs} ms` : `exit code ${error.code ?? 'unknown'}`));
    });
  });
}
