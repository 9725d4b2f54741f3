/** How a circuit breaker and the limits of a track stand, a line each: for the terminal, and for the report of a bug. */
import { commaList } from '../protocol/joined.ts';
import type { BreakerStatus, LimitStatus } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';

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

export function limitText(
  { track, requests, tokens, running, waiting, pausedForMs }: LimitStatus,
  t: Translate,
): string {
  const left = (level: { readonly available: number; readonly capacity: number }) =>
    [Math.floor(level.available), level.capacity] as const;
  const levels = [
    ...(requests === null ? [] : [t('{0} of {1} requests a minute left', ...left(requests))]),
    ...(tokens === null ? [] : [t('{0} of {1} tokens a minute left', ...left(tokens))]),
    t('{0} running', running),
    t('{0} waiting', waiting),
    ...(pausedForMs > 0 ? [t('paused for {0} s', (pausedForMs / 1000).toFixed(1))] : []),
  ];
  return t('{0}: {1}', track, commaList(levels, t));
}
