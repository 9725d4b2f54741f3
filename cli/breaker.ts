/** `dualtrack breaker`: what a person can do about a circuit breaker. */
import { methods } from '../protocol/methods.ts';
import type { BreakerStatus, breakerActions } from '../protocol/status.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { UsageError } from './exit.ts';

export interface BreakerOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function actOnBreaker(
  action: (typeof breakerActions)[number],
  targets: readonly string[],
  options: BreakerOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const isAll = options.all ?? false;
  if (isAll === targets.length > 0)
    throw new UsageError('breaker needs either targets, such as gpt-4.1@relay, or --all');
  const { breakers } = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.breaker, { action, targets: isAll ? 'all' : [...targets] }, { signal: interrupted }),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(breakers)}\n`);
    return;
  }
  for (const breaker of breakers) {
    const refused = breaker.done ? '' : ' (held out of service; put it back with: dualtrack breaker enable)';
    process.stdout.write(`${breakerText(breaker)}${refused}\n`);
  }
}

/** One line on one breaker. */
export function breakerText({ target, state, failuresInARow, reopensInMs, trips, lastTrip }: BreakerStatus): string {
  const detail =
    state === 'open'
      ? `, probed in ${((reopensInMs ?? 0) / 1000).toFixed(1)} s`
      : failuresInARow > 0
        ? `, ${failuresInARow} failed in a row`
        : '';
  const history = lastTrip === null ? '' : `; trips: ${trips}, last ${lastTrip.at} (${lastTrip.reason})`;
  return `${target}: ${state}${detail}${history}`;
}
