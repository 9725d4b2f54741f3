/** Makes a decision again from the lines in which it was kept, and tells both. Pure. */
import type { Explanation } from '../../protocol/explain.ts';
import type { Candidate, Expectation, TargetFacts } from '../routing/candidate.ts';
import { type Decision, decide, type Exclusion, type RouteInputs } from '../routing/decision.ts';
import type { RoutingProfile } from '../routing/rules.ts';
import type { LineOf, StoredProfile, StoredTarget } from './stored-lines.ts';

/** What was found of one request. */
export interface FoundLines {
  readonly decision: LineOf<'decision'>;
  readonly profile: StoredProfile;
  /** By id. */
  readonly targets: ReadonlyMap<string, StoredTarget>;
  /** `null`: it still runs, or the daemon ended before it did. */
  readonly outcome: LineOf<'outcome'> | null;
}

export function explain(found: FoundLines): Explanation {
  const { decision, outcome } = found;
  const inputs = inputsOf(found);
  const again = decide(inputs);
  const figures = new Map(again.targets.map((placed) => [placed.target.name, placed.figures]));
  const { facts, asked, localTime, home } = decision;
  return {
    requestId: decision.requestId,
    at: new Date(decision.atEpochMs).toISOString(),
    profile: inputs.profile.name,
    strategy: again.rule?.strategy ?? inputs.profile.settings.strategy,
    rule: again.rule === null ? null : { name: again.rule.name, why: again.rule.why },
    inputs: {
      request: facts,
      asked,
      localTime,
      home,
      candidates: inputs.candidates.map(({ target, health, expected }) => ({ target: target.name, health, expected })),
    },
    plan: decision.targets.map(({ target, reason }, index) => ({
      place: index + 1,
      target,
      reason,
      figures: figures.get(target) ?? noFigures,
    })),
    excluded: decision.excluded,
    outcome: outcome?.outcome ?? null,
    attempts: outcome?.attempts ?? null,
    route: outcome?.route ?? [],
    recomputed: isSame(again, decision) ? 'same' : 'different',
  };
}

/** The inputs as the router had them: what another profile would have made of them can be asked with these. */
function inputsOf({ decision, profile, targets }: FoundLines): RouteInputs {
  const { facts, localTime, asked, home, candidates } = decision;
  return {
    facts,
    profile: routingProfile(profile),
    localTime,
    asked,
    home,
    candidates: candidates.flatMap(({ target, health, expected }): Candidate[] => {
      const stored = targets.get(target);
      return stored === undefined ? [] : [{ target: targetFacts(stored), health, expected: expectation(expected) }];
    }),
  };
}

function isSame({ targets, excluded }: Decision, kept: LineOf<'decision'>): boolean {
  const again = targets.map(({ target, reason }) => ({ target: target.name, reason }));
  return isAlike(again, kept.targets) && isAlike(excluded, kept.excluded);
}

function isAlike(some: readonly Exclusion[], others: readonly Exclusion[]): boolean {
  const isEqual = (one: Exclusion, other: Exclusion | undefined) =>
    one.target === other?.target && one.reason === other.reason;
  return some.length === others.length && some.every((one, index) => isEqual(one, others[index]));
}

type StoredExpectation = LineOf<'decision'>['candidates'][number]['expected'];

function expectation([inputTokens, outputBound, usualOutputTokens, warmTokens]: StoredExpectation): Expectation {
  return { inputTokens, outputBound, usualOutputTokens, warmTokens };
}

/** Of a target that would be left out if it were decided now. */
const noFigures = { costPicoUsd: null, mostPicoUsd: null, firstPartMs: null, failureShare: 0 };

function targetFacts({ features, goodFor, upstreamModel, ...rest }: StoredTarget): TargetFacts {
  return {
    ...rest,
    upstreamModel: upstreamModel ?? rest.model,
    features: features === null ? null : new Set(features),
    goodFor: new Set(goodFor),
  };
}

function routingProfile({ fallback, rules, ...rest }: StoredProfile): RoutingProfile {
  return {
    ...rest,
    fallback: new Set(fallback),
    rules: rules.map(({ only, excluded, ...rule }) => ({
      ...rule,
      only: only === null ? null : new Set(only),
      excluded: new Set(excluded),
    })),
  };
}
