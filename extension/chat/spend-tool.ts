/** The language model tool “spend and routes”: what was spent, and where the latest requests went. */
import { type CancellationToken, LanguageModelTextPart, LanguageModelToolResult } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import { spendParamsSchema } from '../../protocol/spend.ts';
import type { DaemonConnection } from '../daemon/connection.ts';

const latestRequests = 10;

/** The result is JSON; money in it is in integers of a nano-dollar. Throws where the input is wrong. */
export async function tellSpend(
  daemon: DaemonConnection,
  input: unknown,
  token: CancellationToken,
): Promise<LanguageModelToolResult> {
  const params = spendParamsSchema.parse(input);
  const [spend, { requests }] = await Promise.all([
    daemon.request(methods.spend, params, token),
    daemon.request(methods.requests, { limit: latestRequests }, token),
  ]);
  return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify({ spend, latestRequests: requests }))]);
}
