/** Turns what the ledger is told into journal lines, and journal lines back into rows: live and replay share one way. */
import { toTenths } from '../../protocol/milliseconds.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { targetName } from '../../protocol/target.ts';
import { isBetweenPrices, pricedAt } from '../routing/target.ts';
import type { IntentLine, SettlementLine } from './line.ts';
import { type CostNote, costOf, differsFromTold, isFree, type Pricing, savingsOf } from './money.ts';
import { packPrice, packUsage, unpackPrice, unpackUsage } from './packed.ts';
import type { AttemptEnd, AttemptIntent } from './port.ts';
import { compactRawUsage, toldCostNanoUsd } from './raw-usage.ts';
import { countedNanoUsd } from './worst-case.ts';

/** A row with what the rollups need besides. */
export interface BookedRow {
  readonly row: AttemptRow;
  readonly startedAtMs: number;
  /** First attempt of its request: at all, at its target, of its model, on its track. */
  readonly first: FirstAttempt;
  /** What it counts for in budgets. */
  readonly countedNanoUsd: NanoUsd;
  /** What was billed by our own estimate, until a correction takes its place. */
  readonly estimatedNanoUsd: NanoUsd;
}

export interface FirstAttempt {
  readonly ofRequest: boolean;
  readonly atTarget: boolean;
  readonly ofModel: boolean;
  readonly onTrack: boolean;
}

/** `n` is put on by the journal. */
export type Unnumbered<L> = Omit<L, 'n'>;

export function attemptKey(requestId: string, attempt: number): string {
  return `${attempt} ${requestId}`;
}

export function toIntentLine(intent: AttemptIntent, first: FirstAttempt): Unnumbered<IntentLine> {
  const { origin } = intent;
  const target = pricedAt(intent.target, intent.startedAtEpochMs);
  return {
    t: 'intent',
    at: intent.startedAtEpochMs,
    r: intent.requestId,
    a: intent.attempt,
    m: target.model,
    k: target.track.name,
    p: intent.profile,
    o: [
      origin.client,
      origin.window,
      origin.workspace,
      origin.branch,
      origin.language,
      origin.command,
      origin.conversation,
      ...(origin.parentRequest === null ? ([] as const) : ([origin.parentRequest] as const)),
    ],
    f: (first.ofRequest ? 1 : 0) + (first.atTarget ? 2 : 0) + (first.ofModel ? 4 : 0) + (first.onTrack ? 8 : 0),
    s: target.simulated ? 1 : 0,
    w: [intent.worstCase.inputTokens, intent.worstCase.outputTokens, intent.heldNanoUsd],
    q: [
      target.nominalPrice && packPrice(target.nominalPrice),
      target.listPrice && packPrice(target.listPrice),
      [target.track.terms.currency, target.track.terms.perListUsd, target.track.terms.fxPerUsd],
    ],
    ...(isBetweenPrices(target) && { v: 1 }),
  };
}

/**
 * What the vendor measured counts; where it told nothing, our estimate stands in for a billable attempt. What is not
 * billable costs nothing.
 */
export function toSettlementLine(intent: IntentLine, end: AttemptEnd, settledAtMs: number): Unnumbered<SettlementLine> {
  const usage = end.measuredUsage ?? (end.billable ? end.estimatedUsage : null);
  const cost =
    end.billable && usage !== null
      ? costOf(usage, pricingOf(intent))
      : { listCostNanoUsd: 0, billedCostNanoUsd: 0, notes: [] };
  const raw = compactRawUsage(end.rawUsage);
  const notes: CostNote[] = intent.v === 1 ? ['no-price-held-then', ...cost.notes] : [...cost.notes];
  if (end.billable && differsFromTold(cost.billedCostNanoUsd, toldCostNanoUsd(raw)))
    notes.push('upstream-told-another-cost');
  return {
    t: 'settle',
    at: settledAtMs,
    r: intent.r,
    a: intent.a,
    e: end.outcome,
    b: end.billable ? 1 : 0,
    d: end.measuredUsage !== null ? 1 : 0,
    s: intent.s,
    u: usage && packUsage(usage),
    raw,
    l: cost.listCostNanoUsd,
    c: cost.billedCostNanoUsd,
    ...(notes.length > 0 && { x: notes }),
    fp: end.firstPartMs,
    tt: end.totalMs,
    sm: end.servedModel,
    ...(end.abortPolicy !== null && { ab: end.abortPolicy }),
  };
}

/**
 * The settlement of an attempt whose daemon ended first. Whether the vendor charged is not known, so its cost is
 * unknown (`null`) and counts in `unknownCost`, unless the target is free; the worst case stays readable on the intent.
 */
export function toUnknownSettlement(intent: IntentLine, settledAtMs: number): Unnumbered<SettlementLine> {
  const cost = isFree(pricingOf(intent).nominal) ? 0 : null;
  const { r, a, s } = intent;
  const ended = { e: 'unknown', b: 1, d: 0, u: null, raw: null, l: cost, c: cost, fp: null, tt: 0, sm: null } as const;
  return { t: 'settle', at: settledAtMs, r, a, s, ...ended };
}

/** The row an attempt comes to. */
export function toRow(intent: IntentLine, settlement: Unnumbered<SettlementLine>): BookedRow {
  const [client, window, workspace, branch, language, command, conversation, parentRequest = null] = intent.o;
  const ended = {
    billable: settlement.b === 1,
    measured: settlement.d === 1,
    simulated: intent.s === 1,
    billedCostNanoUsd: settlement.c,
  };
  const counted = countedNanoUsd(ended, intent.w[2] ?? 0);
  return {
    startedAtMs: intent.at,
    countedNanoUsd: counted,
    estimatedNanoUsd: ended.measured || ended.simulated ? 0 : (settlement.c ?? 0),
    first: {
      ofRequest: (intent.f & 1) !== 0,
      atTarget: (intent.f & 2) !== 0,
      ofModel: (intent.f & 4) !== 0,
      onTrack: (intent.f & 8) !== 0,
    },
    row: {
      requestId: intent.r,
      attempt: intent.a,
      target: targetName(intent.m, intent.k),
      profile: intent.p,
      client,
      window,
      workspace,
      branch,
      language,
      command,
      conversation,
      parentRequest,
      outcome: settlement.e,
      ...ended,
      usage: settlement.u && unpackUsage(settlement.u),
      listCostNanoUsd: settlement.l,
      savingsNanoUsd: savingsOf(settlement.l, settlement.c),
      countedNanoUsd: counted,
      startedAt: new Date(intent.at).toISOString(),
      firstPartMs: settlement.fp === null ? null : toTenths(settlement.fp),
      totalMs: toTenths(settlement.tt),
      abortPolicy: settlement.ab ?? null,
    },
  };
}

/** Stands in for an intent whose line was lost, so that the money of its settlement still counts. */
export function lostIntent(settlement: SettlementLine): IntentLine {
  return {
    t: 'intent',
    n: settlement.n,
    at: Math.trunc(settlement.at - settlement.tt),
    r: settlement.r,
    a: settlement.a,
    m: '(lost)',
    k: 'lost',
    p: '(lost)',
    o: ['(lost)', null, null, null, null, null, null],
    f: settlement.a === 1 ? 15 : 0,
    s: settlement.s,
    w: [0, 0],
    q: [null, null, ['USD', '1', '1']],
  };
}

export function pricingOf(intent: IntentLine): Pricing {
  const [nominal, list, [currency, perListUsd, fxPerUsd]] = intent.q;
  return {
    nominal: nominal && unpackPrice(nominal),
    list: list && unpackPrice(list),
    terms: { currency, perListUsd, fxPerUsd },
  };
}
