/** The decision itself: from what is known of a request and its candidates to an order with reasons. Pure, so that it can be kept and made again. */
import type { Candidate, TargetFacts } from './candidate.ts';
import { weigh } from './figures.ts';
import type { LocalTime } from './local-time.ts';
import { obstacleOf } from './obstacle.ts';
import type { RequestFacts } from './request-facts.ts';
import { type RoutingProfile, type RoutingRule, ruleFor } from './rules.ts';
import { inOrder, type Placed } from './strategies.ts';

/** How the candidates were found: those of the profile, those of a model, one target; or others in place of a model. */
export type Asked = 'profile' | 'model' | 'target' | 'other-model';

/** Everything a decision goes by. */
export interface RouteInputs<Of extends TargetFacts = TargetFacts> {
  readonly facts: RequestFacts;
  readonly profile: RoutingProfile;
  /** `null`: the profile does not go by the time of day. */
  readonly localTime: LocalTime | null;
  readonly asked: Asked;
  /** Each once, in the order in which they were written. */
  readonly candidates: readonly Candidate<Of>[];
  /** Where this conversation was answered last, while the cache there is warm; `null`: nowhere, or it does not matter. */
  readonly home: string | null;
}

export interface Exclusion {
  readonly target: string;
  readonly reason: string;
}

export interface Decision<Of extends TargetFacts = TargetFacts> {
  /** The rule of the profile that decided; `null`: none applies, or the caller named the target. */
  readonly rule: RoutingRule | null;
  /** In the order in which they are tried; none where all are excluded. */
  readonly targets: readonly Placed<Of>[];
  readonly excluded: readonly Exclusion[];
}

/** `applying` is the rule that applies to the request, for those who have looked for it already. */
export function decide<Of extends TargetFacts>(
  inputs: RouteInputs<Of>,
  applying: RoutingRule | null = ruleFor(inputs.profile, inputs.facts, () => inputs.localTime),
): Decision<Of> {
  const { facts, profile, asked, candidates, home } = inputs;
  const { settings, fallback } = profile;
  // A person who names a target has decided; what the profile forbids holds all the same.
  const rule = asked === 'target' ? null : applying;
  const terms = { facts, constraints: settings.constraints ?? {}, rule };
  const fit = [];
  const excluded: Exclusion[] = [];
  for (const weighed of weigh(candidates, facts.choices)) {
    const reason = obstacleOf(weighed, terms);
    if (reason === null) fit.push(weighed);
    else excluded.push({ target: weighed.candidate.target.name, reason });
  }
  const placed = inOrder(fit, {
    strategy: rule?.strategy ?? settings.strategy,
    weights: settings.weights,
    isFallback: (target) => (rule?.only ?? null) === null && fallback.has(target),
    orderOf: asked !== 'profile' ? null : (rule?.only ?? null) === null ? 'profile' : 'rule',
    home,
  });
  const prefix = prefixOf(asked, facts, rule);
  const targets = prefix === null ? placed : placed.map((one) => ({ ...one, reason: prefixed(prefix, one.reason) }));
  return { rule, targets, excluded };
}

function prefixed(prefix: string, reason: string): string {
  return reason === '' ? prefix : `${prefix}; ${reason}`;
}

function prefixOf(asked: Asked, { model }: RequestFacts, rule: RoutingRule | null): string | null {
  if (asked === 'target' || asked === 'model') return 'asked for by name';
  const byRule = rule === null ? null : `rule ${rule.name}`;
  if (asked === 'profile') return byRule;
  return [`in place of ${model}`, ...(byRule === null ? [] : [byRule])].join(' by ');
}
