/** Reads from a rejected request how an answer ended. */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { failureSchema } from '../../protocol/failure.ts';
import type { AnswerState } from '../answers/answer.ts';

/** The state of an answer whose request was rejected with `error`. */
export function endedBy(error: unknown): AnswerState {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ResponseError)) return { state: 'lost', reason: message };
  const failure = failureSchema.safeParse(error.data);
  if (failure.success) {
    return failure.data.kind === 'cancelled' ? { state: 'stopped' } : { state: 'failed', failure: failure.data };
  }
  // The daemon refused the parameters, such as a profile that is no more: its message names field, rule and value.
  if (error.code === ErrorCodes.InvalidParams) {
    return { state: 'failed', failure: { kind: 'invalid-request', message } };
  }
  return { state: 'lost', reason: message };
}
