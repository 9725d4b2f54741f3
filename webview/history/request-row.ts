/** A past request as one line: the ledger's rows, one an attempt, put together. Pure. */
import { formatNanoUsd, formatSum } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { totalInputTokens, totalOutputTokens } from '../../protocol/usage.ts';
import type { Language } from '../language.ts';
import { splitTarget, type TargetName } from '../target-rows.ts';

export type OutcomeKind = 'success' | 'failed' | 'cancelled' | 'unknown';

export interface RequestRow {
  readonly requestId: string;
  readonly target: string;
  readonly name: TargetName;
  readonly command: string;
  readonly simulated: boolean;
  /** The attempts before the last, with what became of them; empty when there was one. */
  readonly before: string;
  readonly tokensKnown: boolean;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly cost: string;
  readonly costHint: string;
  readonly duration: string;
  readonly time: string;
  readonly instant: string;
  readonly outcome: { readonly kind: OutcomeKind; readonly text: string };
}

/** `attempts` in order, as `PastRequest` holds them. */
export function requestRow(attempts: readonly AttemptRow[], nowMs: number, language: Language): RequestRow | undefined {
  const { say, writeDuration, writeTime, writeInstant } = language;
  const first = attempts.at(0);
  const last = attempts.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const before = attempts.slice(0, -1).map(({ target, outcome }) => {
    return say('requests.tried', { target, outcome: say(`outcome.${outcome}`) });
  });
  return {
    requestId: last.requestId,
    target: last.target,
    name: splitTarget(last.target),
    command: last.command ?? '',
    simulated: last.simulated,
    before: before.length > 0 ? say('requests.before', { targets: before.join(', ') }) : '',
    ...tokensOf(attempts, language),
    ...costOf(attempts, language),
    duration: writeDuration(Date.parse(last.startedAt) + last.totalMs - Date.parse(first.startedAt)),
    time: writeTime(first.startedAt, nowMs),
    instant: writeInstant(first.startedAt),
    outcome: { kind: outcomeKind(last.outcome), text: say(`outcome.${last.outcome}`) },
  };
}

/** Over all attempts that have a count; `≈` when any of them is our estimate. */
function tokensOf(attempts: readonly AttemptRow[], { say, writeTokens }: Language) {
  const counted = attempts.flatMap(({ usage, measured }) => (usage === null ? [] : [{ usage, measured }]));
  if (counted.length === 0) return { tokensKnown: false, inputTokens: say('none'), outputTokens: say('none') };
  const mark = counted.every(({ measured }) => measured) ? '' : '≈ ';
  const sum = (tokens: (usage: (typeof counted)[number]['usage']) => number) =>
    counted.reduce((total, { usage }) => total + tokens(usage), 0);
  return {
    tokensKnown: true,
    inputTokens: mark + writeTokens(sum(totalInputTokens)),
    outputTokens: mark + writeTokens(sum(totalOutputTokens)),
  };
}

/**
 * Over all attempts the vendors charge for: an unknown one makes the sum a lower bound, else an estimated one marks it `≈`.
 * Invented cost counts only where nothing real was tried.
 */
function costOf(attempts: readonly AttemptRow[], { say }: Language): { cost: string; costHint: string } {
  const real = attempts.filter((row) => !row.simulated);
  const billable = (real.length > 0 ? real : attempts).filter((row) => row.billable);
  const known = billable.flatMap(({ billedCostNanoUsd }) => (billedCostNanoUsd === null ? [] : [billedCostNanoUsd]));
  const sum = known.reduce((total, cost) => total + cost, 0);
  if (billable.length === 0) return { cost: formatNanoUsd(0), costHint: say('requests.notBillable') };
  if (known.length === 0) return { cost: say('requests.costUnknown'), costHint: say('requests.costUnknownHint') };
  if (known.length < billable.length) {
    return { cost: formatSum(sum, billable.length - known.length), costHint: say('requests.costPartlyUnknown') };
  }
  if (billable.some((row) => !row.measured)) {
    return { cost: `≈ ${formatNanoUsd(sum)}`, costHint: say('requests.estimated') };
  }
  return { cost: formatNanoUsd(sum), costHint: say(real.length > 0 ? 'requests.measured' : 'simulatedHint') };
}

export function outcomeKind(outcome: AttemptRow['outcome']): OutcomeKind {
  switch (outcome) {
    case 'success':
    case 'cancelled':
    case 'unknown':
      return outcome;
    default:
      return 'failed';
  }
}
