/** Reads how an answer ended: from a rejected request, and what failed of it. */
import { ErrorCodes } from 'vscode-jsonrpc';
import * as z from 'zod';
import { type Failure, failureSchema } from '../../protocol/failure.ts';
import type { AnswerEnd } from '../answers/answer.ts';

/** By its shape, not its class: the language client brings a copy of `vscode-jsonrpc` of its own. */
const responseErrorSchema = z.object({ code: z.number(), message: z.string(), data: z.unknown() });

/** The end of an answer whose request was rejected with `error`. */
export function endedBy(error: unknown): AnswerEnd {
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

/** `undefined`: it came whole, or there is nobody to tell, since the person stopped it. */
export function failureOf(end: AnswerEnd): Failure | undefined {
  const failure = end.state === 'failed' ? end.failure : end.state === 'ended' ? end.result.failure : undefined;
  return failure?.kind === 'cancelled' ? undefined : failure;
}
