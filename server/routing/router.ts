/** Turns a request into a route plan: finds its candidates, gathers what is known of them, and has it decided. Pure but for what it is given to ask. */
import { parseModelSpec } from '../../protocol/target.ts';
import { type Estimator, expectedInputTokens, plainEstimator } from '../catalogue/estimate.ts';
import { expectedOutputTokens } from '../catalogue/expected-output.ts';
import type { Profile, ResolvedConfiguration } from '../configuration/port.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Candidate, TargetHealth } from './candidate.ts';
import type { Warmth } from './conversations.ts';
import { type Asked, type Decision, decide, type RouteInputs } from './decision.ts';
import { factsOf } from './facts-of-request.ts';
import type { LocalTime } from './local-time.ts';
import { heldOut } from './obstacle.ts';
import { outputBound } from './policy.ts';
import type { RequestFacts } from './request-facts.ts';
import type { RoutePlan } from './route-plan.ts';
import { goesByTime, type RoutingRule, ruleFor } from './rules.ts';
import type { Target } from './target.ts';

/** What is known of targets at the moment of decision. */
export interface Health {
  /** `tokens`: what a request may use there at most, for the limits of its track. */
  of(target: Target, tokens: number): TargetHealth;
}

/** What the router asks for at the moment of decision. */
export interface Circumstances {
  readonly health: Health;
  /** Absent: the size of a request is all that is known. */
  readonly estimator?: Estimator;
  /** Absent: nothing is known of any conversation. */
  warmth?(facts: RequestFacts): Warmth | null;
  /** By the user's clock. Absent: rules that go by the time of day never apply. */
  localTime?(): LocalTime;
}

/**
 * Plans a request; one that no target can serve has a refusal of kind `no-target` (with each target's reason), or
 * `breaker-open` when all are held out of service. Throws `RequestError`: `invalid-request` for a profile that does not
 * exist, `no-such-model` for a model that no track of the profile offers.
 */
export function planRoute(
  request: ChatRequest,
  configuration: ResolvedConfiguration,
  circumstances: Circumstances,
): RoutePlan {
  return planFor(factsOf(request), profileOf(request.profile, configuration), configuration, circumstances);
}

/** The same from the facts of a request alone, without its text. Throws like `planRoute`. */
function planFor(
  facts: RequestFacts,
  profile: Profile,
  configuration: ResolvedConfiguration,
  circumstances: Circumstances,
): RoutePlan {
  const { decision, inputs } = decisionFor(facts, profile, configuration, circumstances);
  return { ...decision, profile, inputs, refusal: decision.targets.length > 0 ? null : noTarget(profile, decision) };
}

/** The decision alone, for those who make many: nothing is said of one that no target can serve. Throws like `planRoute`. */
export function decisionFor(
  facts: RequestFacts,
  profile: Profile,
  configuration: ResolvedConfiguration,
  circumstances: Circumstances,
): { readonly decision: Decision<Target>; readonly inputs: RouteInputs<Target> } {
  const localTime = goesByTime(profile) ? (circumstances.localTime?.() ?? null) : null;
  const rule = ruleFor(profile, facts, () => localTime);
  const { asked, targets } = found(facts, profile, { configuration, rule });
  const warmth = circumstances.warmth?.(facts) ?? null;
  const candidates = targets.map((target) => toCandidate(target, facts, { profile, warmth, circumstances }));
  const staysAtHome = asked !== 'target' && profile.settings.affinity !== false;
  const home = staysAtHome ? (warmth?.home(profile.name) ?? null) : null;
  const inputs: RouteInputs<Target> = { facts, profile, localTime, asked, candidates, home };
  return { decision: decide(inputs, rule), inputs };
}

/** The same request over every target that a plan does not name, in the order of the configuration: for who may choose. */
export function planOthers(
  plan: RoutePlan,
  configuration: ResolvedConfiguration,
  circumstances: Circumstances,
): RoutePlan {
  const named = new Set(plan.inputs.candidates.map(({ target }) => target.name));
  const targets = [...configuration.targets.values()].filter(({ name }) => !named.has(name));
  const { constraints } = plan.profile.settings;
  const settings = { strategy: 'priority' as const, targets: [], ...(constraints !== undefined && { constraints }) };
  const profile: Profile = { ...plan.profile, targets, settings, rules: [], fallback: new Set() };
  return planFor({ ...plan.inputs.facts, model: null }, profile, configuration, circumstances);
}

export function profileOf(name: string, configuration: ResolvedConfiguration): Profile {
  const { profiles, problems } = configuration;
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  const why =
    refusalOfProfile(name, configuration) ??
    problems.find(({ field }) => field.startsWith('tracks.'))?.message ??
    `there are: ${[...profiles.keys()].join(', ')}`;
  throw new RequestError('invalid-request', `profile must name a routing profile, got "${name}" (${why})`);
}

/** What was found wrong with a profile of the configuration, for people; `null`: nothing, or there is none of this name. */
export function refusalOfProfile(name: string, { problems }: Pick<ResolvedConfiguration, 'problems'>): string | null {
  const within = `profiles.${name}`;
  const refused = problems.find(({ field }) => field === within || field.startsWith(`${within}.`));
  return refused?.message ?? null;
}

interface Found {
  readonly asked: Asked;
  readonly targets: readonly Target[];
}

interface Surroundings {
  readonly configuration: ResolvedConfiguration;
  readonly rule: RoutingRule | null;
}

/** The targets a request may be served by before anything is held against them. */
function found({ model }: RequestFacts, profile: Profile, surroundings: Surroundings): Found {
  const { configuration, rule } = surroundings;
  const only = [...(rule?.only ?? [])].flatMap((name) => configuration.targets.get(name) ?? []);
  if (model === null) return { asked: 'profile', targets: [...new Set([...only, ...profile.targets])] };
  const spec = parseModelSpec(model, (name) => configuration.tracks.has(name));
  const all = [...configuration.targets.values()];
  if (spec.kind === 'target') {
    const pinned = configuration.targets.get(`${spec.model}@${spec.track}`);
    if (pinned !== undefined) return { asked: 'target', targets: [pinned] };
    const offers = all.filter(({ track }) => track.name === spec.track).map((target) => target.model);
    throw noSuchModel(`track ${spec.track} offers no model "${spec.model}"`, offers);
  }
  const tracks = new Set(profile.targets.map(({ track }) => track.name));
  const named = [...only, ...profile.targets, ...all.filter(({ track }) => tracks.has(track.name))];
  const offering = [...new Set(named.filter((target) => target.model === spec.model))];
  const others = rule?.anyModel === true && !offering.some(({ name }) => rule.only?.has(name)) ? only : [];
  if (others.length > 0) return { asked: 'other-model', targets: others };
  if (offering.length > 0) return { asked: 'model', targets: offering };
  const fallback = profile.targets.filter(({ name }) => profile.fallback.has(name));
  if (profile.settings.unknownModel === 'fallback' && fallback.length > 0)
    return { asked: 'other-model', targets: fallback };
  const elsewhere = all.filter((target) => target.model === spec.model && !target.simulated).map(({ name }) => name);
  const offered = named.map((target) => target.model);
  throw noSuchModel(`no track of profile ${profile.name} offers the model "${spec.model}"`, [...elsewhere, ...offered]);
}

function noSuchModel(message: string, instead: readonly string[]): RequestError {
  const names = [...new Set(instead)].slice(0, 8).join(', ');
  const hint = names === '' ? '' : `; it can be named: ${names}`;
  return new RequestError('no-such-model', message + hint);
}

interface GatherParts {
  readonly profile: Profile;
  readonly warmth: Warmth | null;
  readonly circumstances: Circumstances;
}

function toCandidate(
  target: Target,
  facts: RequestFacts,
  { profile, warmth, circumstances: { health, estimator = plainEstimator } }: GatherParts,
): Candidate<Target> {
  const inputTokens = expectedInputTokens(estimator, target.name, facts.inputTokens);
  const bound = outputBound(facts.maxOutputTokens ?? undefined, profile.settings, target);
  return {
    target,
    health: health.of(target, inputTokens + bound * facts.choices),
    expected: {
      inputTokens,
      outputBound: bound,
      usualOutputTokens: expectedOutputTokens(estimator, target.name),
      warmTokens: warmth?.tokens(target.name) ?? 0,
    },
  };
}

function noTarget(profile: Profile, { excluded }: Decision): RequestError {
  if (excluded.length === 0) {
    const about = profile.description === '' ? '' : ` (${profile.description})`;
    return new RequestError('no-target', `no target of profile ${profile.name} is configured${about}`);
  }
  if (excluded.every(({ reason }) => reason === heldOut)) {
    const names = excluded.map(({ target }) => target).join(', ');
    return new RequestError(
      'breaker-open',
      `held out of service: ${names} (to put back: dualtrack breaker enable, or the command Circuit Breaker…)`,
    );
  }
  const reasons = excluded.map(({ target, reason }) => `${target}: ${reason}`).join('; ');
  return new RequestError('no-target', `no target of profile ${profile.name} can serve this request (${reasons})`);
}
