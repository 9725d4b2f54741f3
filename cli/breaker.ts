/** `dualtrack breaker`: what a person can do about a circuit breaker. */
import { methods } from '../protocol/methods.ts';
import type { BreakerStatus, breakerActions } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';
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
  t: Translate,
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
    const text = breakerText(breaker, t);
    const refused = t('{0} (held out of service; put it back with: dualtrack breaker enable)', text);
    process.stdout.write(`${breaker.done ? text : refused}\n`);
  }
}

/** One line on one breaker. */
export function breakerText(breaker: BreakerStatus, t: Translate): string {
  const { target, state, failuresInARow, reopensInMs, trips, lastTrip } = breaker;
  const standing =
    state === 'open'
      ? t('{0}: {1}, probed in {2} s', target, t(state), ((reopensInMs ?? 0) / 1000).toFixed(1))
      : failuresInARow > 0
        ? t('{0}: {1}, {2} failed in a row', target, t(state), failuresInARow)
        : t('{0}: {1}', target, t(state));
  if (lastTrip === null) return standing;
  return t('{0}; trips: {1}, last {2} ({3})', standing, trips, lastTrip.at, t(lastTrip.reason));
}
