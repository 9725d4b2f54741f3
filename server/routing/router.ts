/** Turns a request into a route plan: the ordered targets, with a reason for each place and each exclusion. Pure. */
import type { RouteEntry } from '../../protocol/ask.ts';
import { parseModelSpec } from '../../protocol/target.ts';
import { type Estimator, estimateInputTokens, expectedInputTokens, plainEstimator } from '../catalog/estimate.ts';
import { expectedPicoUsd } from '../catalog/price.ts';
import type { Profile, ResolvedConfiguration } from '../configuration-store.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import { openAiOnly } from './openai-only.ts';
import { outputBound } from './policy.ts';
import type { RoutePlan } from './route-plan.ts';
import { type Candidate, orderBy } from './strategies.ts';
import type { Target } from './target.ts';

/** What is known of targets at the moment of decision. */
export interface Health {
  /** Median milliseconds to the first part over recent attempts; `null`: none yet. */
  firstPartP50Ms(target: Target): number | null;
  /** A person holds it out of service. */
  isHeldOut(target: Target): boolean;
}

/**
 * Plans a request. Throws `RequestError`: `invalid-request` for a profile that does not exist, `no-such-model` for a
 * model that no track of the profile offers, `no-target` when every candidate is excluded (with each one's reason),
 * `breaker-open` when all are held out of service.
 */
export function planRoute(
  request: ChatRequest,
  configuration: ResolvedConfiguration,
  health: Health,
  estimator: Estimator = plainEstimator,
): RoutePlan {
  const profile = profileOf(request, configuration);
  const plainTokens = estimateInputTokens(request.chat);
  const foreign = openAiOnly(request.chat);
  const fit: Candidate[] = [];
  const excluded: RouteEntry[] = [];
  for (const target of candidates(request, profile, configuration)) {
    const inputTokens = expectedInputTokens(estimator, target.name, plainTokens);
    const outputTokens = outputBound(request.chat.maxOutputTokens, profile.settings, target);
    const candidate = { target, ...expectations(target, inputTokens, outputTokens, health) };
    const obstacle = health.isHeldOut(target) ? heldOut : obstacleOf(candidate, request, { inputTokens, foreign });
    if (obstacle === null) fit.push(candidate);
    else excluded.push({ target: target.name, outcome: 'excluded', reason: obstacle });
  }
  if (fit.length === 0) throw noTarget(profile, excluded);
  const ordered = orderBy(profile.settings.strategy, fit);
  const targets =
    request.model === null ? ordered : ordered.map((planned) => ({ ...planned, reason: 'asked for by name' }));
  return { profile, targets, excluded };
}

function profileOf(request: ChatRequest, configuration: ResolvedConfiguration): Profile {
  const profile = configuration.profiles.get(request.profile);
  if (profile !== undefined) return profile;
  const { problems } = configuration;
  const refused =
    problems.find(({ field }) => field.startsWith(`profiles.${request.profile}`)) ??
    problems.find(({ field }) => field.startsWith('tracks.'));
  const why = refused === undefined ? `there are: ${[...configuration.profiles.keys()].join(', ')}` : refused.message;
  throw new RequestError('invalid-request', `profile must name a routing profile, got "${request.profile}" (${why})`);
}

/** The targets a request may be served by before anything is held against them. */
function candidates(request: ChatRequest, profile: Profile, configuration: ResolvedConfiguration): readonly Target[] {
  if (request.model === null) return profile.targets;
  const spec = parseModelSpec(request.model, (name) => configuration.tracks.has(name));
  const all = [...configuration.targets.values()];
  if (spec.kind === 'target') {
    const pinned = configuration.targets.get(`${spec.model}@${spec.track}`);
    if (pinned !== undefined) return [pinned];
    const offers = all.filter(({ track }) => track.name === spec.track).map(({ model }) => model);
    throw noSuchModel(`track ${spec.track} offers no model "${spec.model}"`, offers);
  }
  const tracks = new Set(profile.targets.map(({ track }) => track.name));
  const ofProfile = profile.targets.filter(({ model }) => model === spec.model);
  const ofTracks = all.filter(({ model, track }) => model === spec.model && tracks.has(track.name));
  const found = [...new Set([...ofProfile, ...ofTracks])];
  if (found.length > 0) return found;
  const elsewhere = all.filter(({ model }) => model === spec.model).map(({ name }) => name);
  throw noSuchModel(`no track of profile ${profile.name} offers the model "${spec.model}"`, elsewhere);
}

function noSuchModel(message: string, instead: readonly string[]): RequestError {
  const hint = instead.length > 0 ? `; it can be named: ${instead.slice(0, 8).join(', ')}` : '';
  return new RequestError('no-such-model', message + hint);
}

function expectations(target: Target, inputTokens: number, outputTokens: number, health: Health) {
  const { nominalPrice: price, track } = target;
  const billedPerNominal = Number(track.terms.perListUsd) / Number(track.terms.fxPerUsd);
  return {
    firstPartMs: health.firstPartP50Ms(target) ?? target.priorFirstPartMs,
    costPicoUsd: price === null ? null : expectedPicoUsd(price, inputTokens, outputTokens) * billedPerNominal,
  };
}

/** Why a target cannot serve this request; `null`: it can. */
function obstacleOf(
  candidate: Candidate,
  request: ChatRequest,
  { inputTokens, foreign }: { readonly inputTokens: number; readonly foreign: string | null },
): string | null {
  const { target, firstPartMs, costPicoUsd } = candidate;
  if (foreign !== null && target.track.provider !== 'openai-compatible')
    return `it does not speak OpenAI's dialect, which alone has ${foreign}`;
  const missing = request.needs.filter((need) => !offers(target, need));
  if (missing.length > 0) return `it does not offer ${missing.join(', ')}`;
  if (target.contextWindow !== null && inputTokens > target.contextWindow)
    return `about ${inputTokens} input tokens exceed its context window of ${target.contextWindow}`;
  if (request.maxFirstPartMs !== null && firstPartMs !== null && firstPartMs > request.maxFirstPartMs)
    return `its first part takes about ${Math.round(firstPartMs)} ms, over the bound of ${request.maxFirstPartMs} ms`;
  if (request.maxCostUsd === null) return null;
  if (costPicoUsd === null) return `its price is unknown, and the request may cost at most $${request.maxCostUsd}`;
  if (costPicoUsd > request.maxCostUsd * 1e12)
    return `it may cost $${(costPicoUsd / 1e12).toPrecision(3)}, over the bound of $${request.maxCostUsd}`;
  return null;
}

/** Features that most models have and few declare: only a declaration without them rules a model out. */
const commonFeatures: ReadonlySet<string> = new Set(['tools', 'images', 'json', 'reasoning']);

function offers(target: Target, need: string): boolean {
  return target.features === null ? commonFeatures.has(need) : target.features.has(need);
}

const heldOut = 'it is held out of service until it is put back';

function noTarget(profile: Profile, excluded: readonly RouteEntry[]): RequestError {
  if (excluded.length > 0 && excluded.every(({ reason }) => reason === heldOut)) {
    const names = excluded.map(({ target }) => target).join(', ');
    return new RequestError(
      'breaker-open',
      `held out of service: ${names} (to put back: dualtrack breaker enable, or the command Circuit Breaker…)`,
    );
  }
  const reasons = excluded.map(({ target, reason }) => `${target}: ${reason}`).join('; ');
  return new RequestError('no-target', `no target of profile ${profile.name} can serve this request (${reasons})`);
}
