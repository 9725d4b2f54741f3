/** The fault of a fire drill that takes many requests: an upstream that is dead for a minute, then well again. */
import type { DrillScore } from '../../protocol/drill.ts';
import type { Strategy } from '../../protocol/strategy.ts';
import { attemptsOf, type Played } from './played.ts';
import { timesFaster } from './scratch-profile.ts';

export const outage = {
  title: 'An outage of 60 s, 15 requests',
  rule: 'All are answered; at most 4 of them, with at most 8 attempts, touch the dead target; it is found when it is back.',
  requests: 15,
  /** Of the drill's time. */
  everyMs: 60_000 / timesFaster / 15,
} as const;

/** The requests overlap, so that what the upstreams saw cannot be told apart by request. */
export type PlayedInOutage = Omit<Played, 'sent'>;

const mostTouching = 4;
const mostAttempts = 8;

interface Outage {
  readonly strategy: Strategy;
  /** Requests that the two upstreams saw meanwhile. */
  readonly sent: number;
  /** From the end of the outage to the first answer of the target that is back; `null`: it was not asked. */
  readonly foundAfterMs: number | null;
  readonly totalMs: number;
}

export function outageScore(
  played: readonly PlayedInOutage[],
  { strategy, sent, foundAfterMs, totalMs }: Outage,
): DrillScore {
  const attempts = played.flatMap((one) => attemptsOf(one));
  const atDead = attempts.filter(({ target }) => target === 'first');
  const touching = played.filter((one) => attemptsOf(one).some(({ target }) => target === 'first'));
  const unanswered = played.find(({ outcome }) => outcome !== 'complete');
  const answered = played.filter(({ outcome }) => outcome === 'complete').length;
  // Any other strategy may find the target that stayed well better for a while.
  const isFound = foundAfterMs !== null || strategy !== 'priority';
  const back =
    foundAfterMs === null
      ? 'the target that came back was not asked meanwhile'
      : `it was found ${Math.round(foundAfterMs)} ms after it was back`;
  return {
    fault: 'outage',
    title: outage.title,
    rule: outage.rule,
    held:
      unanswered === undefined &&
      touching.length <= mostTouching &&
      atDead.length <= mostAttempts &&
      isFound &&
      attempts.length === sent,
    sentence: `${answered} of ${played.length} requests were answered; ${touching.length} of them touched the dead target with ${atDead.length} attempts; ${back}.`,
    outcome: unanswered?.outcome ?? 'complete',
    requests: played.length,
    attempts,
    failoverMs: null,
    totalMs,
  };
}
