/** The circuit breakers: how each stands, when it tripped, and what can be done to it. Pure. */
import type { BreakerStatus, breakerActions } from '../protocol/status.ts';
import type { Language } from './language.ts';
import { splitTarget, type TargetName } from './target-rows.ts';
import type { TextKey } from './texts.ts';

export interface BreakerRow {
  readonly target: string;
  readonly name: TargetName;
  readonly state: BreakerStatus['state'];
  readonly stateText: string;
  /** Failures in a row, the time to the next probe, how often it tripped and why it did last. */
  readonly note: string;
  /** The last day, from 0 on the left to 100 on the right. */
  readonly marks: readonly { readonly percent: number; readonly title: string }[];
  readonly marksInWords: string;
  readonly actions: readonly BreakerButton[];
}

export interface BreakerButton {
  readonly action: (typeof breakerActions)[number];
  readonly text: string;
  readonly label: string;
}

const dayMs = 86_400_000;

/** Those out of service first, then those that trip, then by name. `toldAtMs`: when the daemon told of them. */
export function breakerRows(
  breakers: readonly BreakerStatus[],
  toldAtMs: number,
  nowMs: number,
  language: Language,
): readonly BreakerRow[] {
  const order: Readonly<Record<BreakerStatus['state'], number>> = { open: 0, 'half-open': 1, disabled: 2, closed: 3 };
  return breakers
    .toSorted((one, other) => order[one.state] - order[other.state] || (one.target < other.target ? -1 : 1))
    .map((breaker) => breakerRow(breaker, toldAtMs, nowMs, language));
}

function breakerRow(breaker: BreakerStatus, toldAtMs: number, nowMs: number, language: Language): BreakerRow {
  const { say, sayCount, writeTime } = language;
  const { target, failuresInARow, trips, lastTrip, recentTrips = [] } = breaker;
  const leftMs = breaker.reopensInMs === null ? null : breaker.reopensInMs - (nowMs - toldAtMs);
  // Its open time is over: the next attempt is its probe, though no message tells of that.
  const state = breaker.state === 'open' && leftMs !== null && leftMs <= 0 ? 'half-open' : breaker.state;
  const notes = [
    ...(state === 'closed' && failuresInARow > 0 ? [sayCount('breakers.failures', failuresInARow)] : []),
    ...(state === 'open' && leftMs !== null
      ? [say('breakers.probedIn', { seconds: String(Math.ceil(leftMs / 1000)) })]
      : []),
    ...(state === 'half-open' ? [say('breakers.nextIsProbe')] : []),
    ...(trips > 0 ? [sayCount('breakers.trips', trips)] : []),
    ...(lastTrip === null
      ? []
      : [say('breakers.lastTrip', { at: writeTime(lastTrip.at, nowMs), reason: reasonOf(lastTrip.reason, language) })]),
  ];
  const marks = recentTrips
    .map(({ at, reason }) => ({
      percent: 100 - ((nowMs - Date.parse(at)) / dayMs) * 100,
      title: say('breakers.trip', { at: writeTime(at, nowMs), reason: reasonOf(reason, language) }),
    }))
    .filter(({ percent }) => percent >= 0 && percent <= 100);
  return {
    target,
    name: splitTarget(target),
    state,
    stateText: say(`breakers.state.${state}`),
    note: notes.join(' · '),
    marks,
    marksInWords: marks.length === 0 ? say('breakers.noTrips') : marks.map(({ title }) => title).join('; '),
    actions: actionsIn(state).map((action) => ({
      action,
      text: say(`breakers.action.${action}`),
      label: say(`breakers.actionOn.${action}`, { target }),
    })),
  };
}

function actionsIn(state: BreakerStatus['state']): readonly BreakerButton['action'][] {
  switch (state) {
    case 'open':
      return ['reset', 'probe', 'disable'];
    case 'half-open':
      return ['reset', 'disable'];
    case 'closed':
      return ['disable'];
    case 'disabled':
      return ['enable'];
  }
}

const reasons: Readonly<Record<string, TextKey>> = {
  'failures-in-a-row': 'breakers.reason.failures-in-a-row',
  'sustained-failures': 'breakers.reason.sustained-failures',
  'failure-rate': 'breakers.reason.failure-rate',
  'probe-failed': 'breakers.reason.probe-failed',
};

/** A newer daemon may know a reason that this panel does not. */
function reasonOf(reason: string, { say }: Language): string {
  const key = reasons[reason];
  return key === undefined ? reason : say(key);
}
