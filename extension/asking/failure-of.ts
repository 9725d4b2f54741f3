/** Reads from a rejected request how an answer ended. */
import { ErrorCodes } from 'vscode-jsonrpc';
import * as z from 'zod';
import { failureSchema } from '../../protocol/failure.ts';
import type { AnswerState } from '../answers/answer.ts';

/** By its shape, not its class: the language client brings a copy of `vscode-jsonrpc` of its own. */
const responseErrorSchema = z.object({ code: z.number(), message: z.string(), data: z.unknown() });

/** The state of an answer whose request was rejected with `error`. */
export function endedBy(error: unknown): AnswerState {
  const response = responseErrorSchema.safeParse(error);
  if (!response.success) return { state: 'lost', reason: error instanceof Error ? error.message : String(error) };
  const { code, message, data } = response.data;
  const failure = failureSchema.safeParse(data);
  if (failure.success) {
    return failure.data.kind === 'cancelled' ? { state: 'stopped' } : { state: 'failed', failure: failure.data };
  }
  // The daemon refused the parameters, such as a profile that is no more: its message names field, rule and value.
  if (code === ErrorCodes.InvalidParams) return { state: 'failed', failure: { kind: 'invalid-request', message } };
  return { state: 'lost', reason: message };
}
