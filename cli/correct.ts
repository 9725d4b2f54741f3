/** `dualtrack correct`: books a compensating entry for an attempt whose row is wrong. */
import { methods } from '../protocol/methods.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { costIn } from './cost.ts';
import { UsageError } from './exit.ts';
import { nanoUsdOf } from './usd.ts';

export interface CorrectOptions extends GlobalOptions {
  readonly costUsd?: string;
  readonly notBillable?: boolean;
  readonly why: string;
  readonly id?: string;
  readonly json?: boolean;
}

export async function correctRow(
  row: string,
  options: CorrectOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const { costUsd, notBillable = false, why } = options;
  if ((costUsd === undefined) !== notBillable)
    throw new UsageError('correct needs either --cost-usd or --not-billable');
  if (why.trim() === '') throw new UsageError('--why must say why, got nothing');
  const { requestId, attempt } = rowNamed(row);
  const params = {
    requestId,
    ...(attempt !== undefined && { attempt }),
    ...(costUsd === undefined ? { notBillable: true as const } : { billedCostNanoUsd: costOption(costUsd) }),
    why,
    ...(options.id !== undefined && { id: options.id }),
  };
  const result = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.correct, params, { signal: interrupted }),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const { before, after, booked } = result;
  const named = t('{0} at {1}', `${after.requestId}/${after.attempt}`, after.target);
  const cost = costIn(after.billedCostNanoUsd, t);
  const text = booked ? `${costIn(before.billedCostNanoUsd, t)} → ${cost}` : t('{0}, as it was booked already', cost);
  process.stdout.write(`${t('{0}: {1}', named, text)}\n`);
}

/** `REQUEST`, or `REQUEST/ATTEMPT`. */
function rowNamed(text: string): { readonly requestId: string; readonly attempt: number | undefined } {
  const match = /^(.+)\/([1-9]\d{0,5})$/s.exec(text);
  return match === null
    ? { requestId: text, attempt: undefined }
    : { requestId: match[1] ?? '', attempt: Number(match[2]) };
}

function costOption(text: string): number {
  const nanoUsd = nanoUsdOf(text);
  if (nanoUsd !== null && nanoUsd >= 0) return nanoUsd;
  throw new UsageError('--cost-usd must be an amount of dollars from 0 on, such as 0.0123, got {0}', text);
}
