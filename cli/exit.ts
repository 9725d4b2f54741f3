/** What an error means for whoever runs the command: one sentence, and an exit code. */
import { CommanderError } from 'commander';
import { DaemonUnavailable, InvalidParams, RequestFailed } from '../client/errors.ts';

/** The command line, or what it names, is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The request failed or was cut, and everything there is to say about it has been said: exit code 1. */
export class IncompleteAnswer extends Error {
  override readonly name = 'IncompleteAnswer';
}

export function exitCodeOf(error: unknown, interrupted: boolean): 0 | 1 | 2 | 130 {
  if (interrupted) return 130;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError || error instanceof InvalidParams) return 2;
  if (error instanceof DaemonUnavailable && error.startCode === 2) return 2;
  return 1;
}

/** To standard error; the argument parser and an incomplete answer have told theirs already. */
export function reportError(error: unknown, interrupted: boolean): void {
  if (interrupted || error instanceof CommanderError || error instanceof IncompleteAnswer) return;
  if (error instanceof RequestFailed) console.error(`dualtrack: ${error.failure.kind}: ${error.message}`);
  else console.error(`dualtrack: ${error instanceof Error ? error.message : String(error)}`);
}
