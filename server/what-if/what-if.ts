/** Answers what-if questions: reads the requests of a range once, and runs them through each profile asked for. */
import type { AttemptRow } from '../../protocol/spend.ts';
import type { WhatIfParams, WhatIfReport } from '../../protocol/what-if.ts';
import { priceAt, toPrice } from '../catalog/price.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore, ResolvedConfiguration } from '../configuration-store.ts';
import { RequestError } from '../request-error.ts';
import { type TargetHealth, unheardOf } from '../routing/candidate.ts';
import { type Circumstances, planFor, profileOf } from '../routing/router.ts';
import type { Target } from '../routing/target.ts';
import { type PastRequest, pastRequest } from './past-request.ts';
import { type Course, Replay } from './replay.ts';

export interface WhatIfParts {
  /** Attempts that started within `[fromMs, toMs)`, in the order they were settled. */
  attempts(fromMs: number, toMs: number): AsyncIterable<AttemptRow>;
  readonly configuration: Pick<ConfigurationStore, 'current'>;
  /** How targets do now. */
  readonly circumstances: Circumstances;
  readonly clock: Clock;
  /** `2026-11-22` in the user's time zone. */
  dayOf(epochMs: number): string;
  /** When this month began there. */
  monthStartMs(): number;
}

/** Rejects with `RequestError` of kind `invalid-request` for a profile or a price's target that does not exist, or a range that ends before it begins. */
export type WhatIf = (params: WhatIfParams) => Promise<readonly WhatIfReport[]>;

export function createWhatIf(parts: WhatIfParts): WhatIf {
  return async ({ from, to, profiles, prices }) => {
    const fromMs = from === undefined ? parts.monthStartMs() : Date.parse(from);
    const toMs = to === undefined ? parts.clock.epochMs() : Date.parse(to);
    if (toMs < fromMs) throw new RequestError('invalid-request', `to must not be before from, got ${from} to ${to}`);
    const repriced = repricedTargets(parts.configuration.current(), prices, parts.clock.epochMs());
    const replays = profiles.map((profile) => ({ profile, replay: replayUnder(profile, repriced, parts) }));
    const simulated = await read(parts.attempts(fromMs, toMs), (request) => {
      for (const { replay } of replays) replay.add(request);
    });
    const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    return replays.map(({ profile, replay }) => ({ ...range, profile, ...replay.report(), simulated }));
  };
}

interface Repriced {
  readonly configuration: ResolvedConfiguration;
  /** Targets whose price is another one than the configuration's. */
  readonly changed: ReadonlySet<string>;
}

function repricedTargets(
  configuration: ResolvedConfiguration,
  prices: WhatIfParams['prices'] = {},
  nowEpochMs: number,
): Repriced {
  refuseUnknown(prices, configuration);
  const changed = new Set<string>();
  const byName = new Map<string, Target>();
  for (const target of configuration.targets.values()) {
    const settings = prices[target.name] ?? prices[target.model];
    const nominalPrice = settings === undefined ? null : priceAt([toPrice(settings, 'what-if')], nowEpochMs);
    if (nominalPrice === null) byName.set(target.name, target);
    else {
      const { datedPrices: _, ...undated } = target;
      changed.add(target.name);
      byName.set(target.name, { ...undated, nominalPrice });
    }
  }
  const again = (targets: readonly Target[]) => targets.map((target) => byName.get(target.name) ?? target);
  const profiles = new Map(
    [...configuration.profiles].map(([name, profile]) => [name, { ...profile, targets: again(profile.targets) }]),
  );
  return { configuration: { ...configuration, targets: byName, profiles }, changed };
}

/** A price that nobody has would make a replay that only looks like an answer. */
function refuseUnknown(prices: NonNullable<WhatIfParams['prices']>, { targets }: ResolvedConfiguration): void {
  const known = new Set([...targets.values()].flatMap(({ name, model }) => [name, model]));
  const unknown = Object.keys(prices).find((name) => !known.has(name));
  if (unknown === undefined) return;
  const there = [...targets.keys()].slice(0, 8).join(', ');
  throw new RequestError('invalid-request', `prices must be by target or model (${there}), got "${unknown}"`);
}

function replayUnder(profile: string | null, repriced: Repriced, parts: WhatIfParts): Replay {
  const { configuration, changed } = repriced;
  const { health } = parts.circumstances;
  const calm: Circumstances = { ...parts.circumstances, warmth: () => null, health: { of: onceEach(health.of) } };
  const chosen = profile === null ? null : profileOf(profile, configuration);
  const going = (target: Target): Course => ({
    kind: 'other',
    target,
    expected: expectedOf(calm.health.of(target, 0)),
  });
  const courseOf = (request: PastRequest): Course => {
    if (chosen === null) {
      const target = configuration.targets.get(request.target);
      return target !== undefined && changed.has(target.name) ? going(target) : { kind: 'same' };
    }
    const plan = planFor(request.facts, chosen, configuration, calm);
    const first = plan.targets[0]?.target;
    if (first === undefined) return { kind: 'unserved', reason: plan.excluded[0]?.reason ?? 'it has no target' };
    return first.name === request.target && !changed.has(first.name) ? { kind: 'same' } : going(first);
  };
  return new Replay(courseOf, parts.dayOf);
}

/** As each target usually does: how its breaker and its limits stand at this moment says nothing about the past. */
function onceEach(of: Circumstances['health']['of']): Circumstances['health']['of'] {
  const known = new Map<string, TargetHealth>();
  return (target, tokens) => {
    const before = known.get(target.name);
    if (before !== undefined) return before;
    const { attempts, failures, firstPartP50Ms, firstPartP95Ms, totalP50Ms } = of(target, tokens);
    const usual = { ...unheardOf, attempts, failures, firstPartP50Ms, firstPartP95Ms, totalP50Ms };
    known.set(target.name, usual);
    return usual;
  };
}

function expectedOf({ attempts, failures, firstPartP50Ms, totalP50Ms }: TargetHealth) {
  return {
    firstPartMs: firstPartP50Ms,
    totalMs: totalP50Ms,
    failureShare: attempts === 0 ? 0 : failures / attempts,
  };
}

/** No request lasts longer, so that one whose attempts began before it has all of them. */
const longestRequestMs = 3_600_000;

/** Calls `add` with each real request once all of it has been read. Resolves to the number of simulated ones. */
async function read(attempts: AsyncIterable<AttemptRow>, add: (request: PastRequest) => void): Promise<number> {
  const open = new Map<string, { readonly startedAtMs: number; readonly rows: AttemptRow[] }>();
  let simulated = 0;
  const finish = (id: string, rows: readonly AttemptRow[]) => {
    open.delete(id);
    if (rows.every((row) => row.simulated)) simulated += 1;
    else add(pastRequest(rows.filter((row) => !row.simulated)));
  };
  for await (const row of attempts) {
    const startedAtMs = Date.parse(row.startedAt);
    const known = open.get(row.requestId);
    if (known !== undefined) known.rows.push(row);
    else open.set(row.requestId, { startedAtMs, rows: [row] });
    // The oldest come first, so that what is held stays small however long the range is.
    for (const [id, { startedAtMs: begunMs, rows }] of open) {
      if (begunMs > startedAtMs - longestRequestMs) break;
      finish(id, rows);
    }
  }
  for (const [id, { rows }] of open) finish(id, rows);
  return simulated;
}
