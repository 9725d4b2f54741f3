/** All that the ledger knows of one request: its way from attempt to attempt, tokens by kind, costs, where it came from. Pure. */
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Decision } from '../../protocol/panel.ts';
import { routeReasonIn } from '../../protocol/route-reasons.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Language } from '../language.ts';
import type { TextKey } from '../texts.ts';
import type { PastRequest } from './past-requests.ts';
import { type OutcomeKind, outcomeKind } from './request-row.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface AttemptDetail {
  readonly attempt: number;
  readonly target: string;
  readonly simulated: boolean;
  readonly outcome: { readonly kind: OutcomeKind; readonly text: string };
  /** How this attempt came after the one before: a retry or a failover; empty for the first. */
  readonly after: string;
  readonly facts: readonly Fact[];
}

export interface RequestDetail {
  readonly requestId: string;
  readonly heading: string;
  /** The route in a sentence. */
  readonly route: string;
  readonly origin: readonly Fact[];
  readonly attempts: readonly AttemptDetail[];
  /** Why the targets were in this order, and why others were not; `null`: it is not known. */
  readonly decision: DecisionDetail | null;
}

export interface DecisionDetail {
  readonly by: string;
  readonly plan: readonly { readonly target: string; readonly reason: string }[];
  readonly excluded: readonly { readonly target: string; readonly reason: string }[];
}

export function requestDetail(
  { requestId, startedAt, attempts }: PastRequest,
  decision: Decision | null,
  language: Language,
): RequestDetail {
  const { say, writeInstant } = language;
  const last = attempts.at(-1);
  const origin: readonly (readonly [TextKey, string | null | undefined])[] = [
    ['detail.started', writeInstant(startedAt)],
    ['detail.command', last?.command],
    ['detail.profile', last?.profile],
    ['detail.client', last?.client],
    ['detail.workspace', last?.workspace],
    ['detail.branch', last?.branch],
    ['detail.language', last?.language],
    ['detail.parent', last?.parentRequest],
    ['detail.request', requestId],
  ];
  return {
    requestId,
    heading: say('detail.heading', { target: last?.target ?? '' }),
    route: routeOf(attempts, language),
    origin: origin.flatMap(([key, value]) => (value == null || value === '' ? [] : [{ label: say(key), value }])),
    attempts: attempts.map((row, index) => attemptDetail(row, attempts[index - 1], language)),
    decision: decision?.requestId === requestId ? decisionDetail(decision, language) : null,
  };
}

function decisionDetail({ strategy, rule, plan, excluded }: Decision, { say, translate }: Language): DecisionDetail {
  const inWords = ({ target, reason }: Decision['plan'][number]) => ({
    target,
    reason: routeReasonIn(reason, translate),
  });
  const byRule = rule === null ? '' : say('decision.rule', { rule: routeReasonIn(rule.why ?? rule.name, translate) });
  return {
    by: `${say('decision.strategy', { strategy })}${byRule}`,
    plan: plan.map(inWords),
    excluded: excluded.map(inWords),
  };
}

function routeOf(attempts: readonly AttemptRow[], { say, sayCount }: Language): string {
  const last = attempts.at(-1);
  if (last === undefined) return '';
  const target = last.target;
  const count = attempts.length;
  if (last.outcome !== 'success') {
    return sayCount('detail.route.failed', count, { target, outcome: say(`outcome.${last.outcome}`) });
  }
  if (count === 1) return say('detail.route.first', { target });
  const failovers = attempts.filter((row, index) => index > 0 && row.target !== attempts[index - 1]?.target).length;
  return failovers === 0
    ? sayCount('detail.route.retried', count, { target })
    : sayCount('detail.route.failover', failovers, { target });
}

function attemptDetail(row: AttemptRow, before: AttemptRow | undefined, language: Language): AttemptDetail {
  const { say, writeDuration } = language;
  const facts: Fact[] = [
    ...tokenFacts(row.usage, language),
    ...(row.usage === null
      ? []
      : [{ label: say('detail.counted'), value: say(row.measured ? 'detail.measured' : 'detail.estimated') }]),
    ...costFacts(row, language),
    ...budgetFacts(row, language),
    { label: say('detail.firstPart'), value: writeDuration(row.firstPartMs) },
    { label: say('detail.total'), value: writeDuration(row.totalMs) },
    ...(row.abortPolicy === null ? [] : [{ label: say('detail.left'), value: say(`detail.left.${row.abortPolicy}`) }]),
    ...(row.correction === undefined ? [] : [{ label: say('detail.corrected'), value: row.correction.why }]),
  ];
  return {
    attempt: row.attempt,
    target: row.target,
    simulated: row.simulated,
    outcome: { kind: outcomeKind(row.outcome), text: say(`outcome.${row.outcome}`) },
    after:
      before === undefined ? '' : say(before.target === row.target ? 'detail.after.retry' : 'detail.after.failover'),
    facts,
  };
}

const tokenKinds = [
  ['inputTokens', 'tokens.input'],
  ['cacheReadTokens', 'tokens.cacheRead'],
  ['cacheWriteTokens', 'tokens.cacheWrite'],
  ['cacheWrite1hTokens', 'tokens.cacheWrite1h'],
  ['imageInputTokens', 'tokens.imageInput'],
  ['audioInputTokens', 'tokens.audioInput'],
  ['outputTokens', 'tokens.output'],
  ['reasoningTokens', 'tokens.reasoning'],
  ['imageOutputTokens', 'tokens.imageOutput'],
  ['audioOutputTokens', 'tokens.audioOutput'],
] as const satisfies readonly (readonly [keyof Usage, TextKey])[];

/** Only the kinds there were; fresh text in and out always. */
function tokenFacts(usage: Usage | null, { say, writeCount }: Language): Fact[] {
  if (usage === null) return [{ label: say('tokens.input'), value: say('detail.notCounted') }];
  const facts = tokenKinds
    .filter(([kind]) => usage[kind] > 0 || kind === 'inputTokens' || kind === 'outputTokens')
    .map(([kind, key]) => ({ label: say(key), value: writeCount(usage[kind]) }));
  return usage.inconsistent
    ? [...facts, { label: say('tokens.inconsistent'), value: say('tokens.asReported') }]
    : facts;
}

/** Where it counts for more than it was booked with. */
function budgetFacts(
  { countedNanoUsd = 0, billable, billedCostNanoUsd, simulated }: AttemptRow,
  { say }: Language,
): Fact[] {
  if (simulated || !billable || countedNanoUsd <= (billedCostNanoUsd ?? 0)) return [];
  return [{ label: say('detail.inBudgets'), value: say('detail.worstCase', { cost: formatNanoUsd(countedNanoUsd) }) }];
}

function costFacts(row: AttemptRow, { say }: Language): Fact[] {
  if (!row.billable) return [{ label: say('detail.billed'), value: say('requests.notBillable') }];
  const mark = row.measured ? '' : '≈ ';
  const write = (cost: number | null) => (cost === null ? say('requests.costUnknown') : mark + formatNanoUsd(cost));
  return [
    { label: say(row.simulated ? 'detail.simulatedCost' : 'detail.billed'), value: write(row.billedCostNanoUsd) },
    ...(row.simulated ? [] : [{ label: say('detail.list'), value: write(row.listCostNanoUsd) }]),
    ...(row.savingsNanoUsd === null || row.savingsNanoUsd === 0 || row.simulated
      ? []
      : [{ label: say('detail.saved'), value: write(row.savingsNanoUsd) }]),
  ];
}
