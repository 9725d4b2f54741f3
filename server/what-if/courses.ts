/** Where past requests would have gone under another profile or at other prices: as the router would send them now. */
import type { WhatIfParams } from '../../protocol/what-if.ts';
import type { Estimator } from '../catalogue/estimate.ts';
import { priceAt, toPrice } from '../catalogue/price.ts';
import type { ResolvedConfiguration } from '../configuration/port.ts';
import { RequestError } from '../request-error.ts';
import { type TargetHealth, unheardOf } from '../routing/candidate.ts';
import type { LocalTime } from '../routing/local-time.ts';
import { type Circumstances, decisionFor, profileOf } from '../routing/router.ts';
import type { Target } from '../routing/target.ts';
import type { PastRequest } from './past-request.ts';
import type { Course } from './replay.ts';

export interface CourseParts {
  /** How targets do now. */
  readonly circumstances: Circumstances;
  /** What the user's clock showed at an instant. */
  localTimeAt(epochMs: number): LocalTime;
}

/** `null` stands for the targets that really served. Throws `RequestError` of kind `invalid-request` where there is no such profile. */
export function coursesUnder(
  profile: string | null,
  { configuration, changed }: Repriced,
  { circumstances, localTimeAt }: CourseParts,
): (request: PastRequest) => Course {
  const health = asUsual(circumstances.health.of);
  const going = (target: Target): Course => {
    if (target.simulated) return { kind: 'unserved', reason: onlySimulated };
    return { kind: 'other', target, expected: expectedOf(health(target, 0)) };
  };
  if (profile === null) {
    return (request) => {
      const target = configuration.targets.get(request.target);
      return target !== undefined && changed.has(target.name) ? going(target) : { kind: 'same' };
    };
  }
  const chosen = profileOf(profile, configuration);
  const { estimator } = circumstances;
  let startedAtMs = 0;
  const then: Circumstances = {
    health: { of: health },
    ...(estimator !== undefined && { estimator: countedInput(estimator) }),
    warmth: () => null,
    localTime: () => localTimeAt(startedAtMs),
  };
  return (request) => {
    startedAtMs = request.startedAtMs;
    const { decision } = decisionFor(request.facts, chosen, configuration, then);
    const first = decision.targets[0]?.target;
    if (first === undefined) return { kind: 'unserved', reason: decision.excluded[0]?.reason ?? 'it has no target' };
    return first.name === request.target && !changed.has(first.name) ? { kind: 'same' } : going(first);
  };
}

/** Its price is invented, and what it saves nobody gets. */
const onlySimulated = 'its answer would have been simulated';

export interface Repriced {
  readonly configuration: ResolvedConfiguration;
  /** Targets whose price is another one than the configuration's. */
  readonly changed: ReadonlySet<string>;
}

/** Throws `RequestError` of kind `invalid-request` for the price of a target or model that does not exist. */
export function repriced(
  configuration: ResolvedConfiguration,
  prices: WhatIfParams['prices'],
  nowEpochMs: number,
): Repriced {
  if (prices === undefined) return { configuration, changed: new Set() };
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

/** The tokens of a past request were counted where it was answered: what was learned of estimates has no say in them. */
function countedInput(estimator: Estimator): Estimator {
  return {
    inputTokens: (_target, tokens) => tokens,
    usualOutputTokens: (target) => estimator.usualOutputTokens(target),
    learn: () => false,
  };
}

/** As each target usually does: how its breaker and its limits stand at this moment says nothing about the past. */
function asUsual(of: Circumstances['health']['of']): Circumstances['health']['of'] {
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
