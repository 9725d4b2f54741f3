/** Makes a decision again from the lines in which it was kept, and tells both. Pure. */
import type { Explanation } from '../../protocol/explain.ts';
import type { Candidate, TargetFacts } from '../routing/candidate.ts';
import { type Decision, decide, type RouteInputs } from '../routing/decision.ts';
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
    plan: decision.targets.map((placed, index) => ({ place: index + 1, ...placed })),
    excluded: decision.excluded,
    outcome: outcome?.outcome ?? null,
    attempts: outcome?.attempts ?? null,
    route: outcome?.route ?? [],
    recomputed: isSame(again, decision) ? 'same' : 'different',
  };
}

/** The inputs as the router had them: what another profile would have made of them can be asked with these. */
export function inputsOf({ decision, profile, targets }: FoundLines): RouteInputs {
  const { facts, localTime, asked, home, candidates } = decision;
  return {
    facts,
    profile: routingProfile(profile),
    localTime,
    asked,
    home,
    candidates: candidates.flatMap(({ target, health, expected }): Candidate[] => {
      const stored = targets.get(target);
      return stored === undefined ? [] : [{ target: targetFacts(stored), health, expected }];
    }),
  };
}

function isSame({ targets, excluded }: Decision, kept: LineOf<'decision'>): boolean {
  const again = targets.map(({ target, reason, figures }) => ({ target: target.name, reason, figures }));
  return plain(again) === plain(kept.targets) && plain(excluded) === plain(kept.excluded);
}

/** Fields of both are always written in the same order. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function targetFacts({ features, goodFor, ...rest }: StoredTarget): TargetFacts {
  return { ...rest, features: features === null ? null : new Set(features), goodFor: new Set(goodFor) };
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
