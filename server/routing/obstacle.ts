/** Why a target cannot serve a request: it is out of service, a rule or a constraint forbids it, or it lacks something. Pure. */
import type { Constraints } from '../../protocol/profile-configuration.ts';
import type { ProviderKind } from '../../protocol/track-configuration.ts';
import type { Beyond } from './beyond-dialect.ts';
import type { TargetFacts } from './candidate.ts';
import type { Weighed } from './figures.ts';
import { fitsAny, fitsAnyFolder } from './pattern.ts';
import type { RequestFacts } from './request-facts.ts';
import { type RoutingRule, ruleInWords } from './rules.ts';
import { type VertexDialect, vertexModel } from './vertex-model.ts';

export interface Terms {
  readonly facts: RequestFacts;
  readonly constraints: Constraints;
  /** `null`: none applies, or the caller named the target itself. */
  readonly rule: RoutingRule | null;
}

/** For people, completing "TARGET: …"; `null`: it can serve. */
export function obstacleOf({ candidate, figures }: Weighed, { facts, constraints, rule }: Terms): string | null {
  const { target, health, expected } = candidate;
  if (health.breaker === 'disabled') return heldOut;
  return (
    ruledOut(target, rule) ??
    forbidden(target, constraints, facts.workspace) ??
    incapable(target, facts, expected.inputTokens) ??
    tooSlow(figures.firstPartMs, least(facts.maxFirstPartMs, constraints.maxFirstPartMs)) ??
    tooDear(figures.mostPicoUsd, least(facts.maxCostUsd, constraints.maxCostUsd))
  );
}

export const heldOut = 'it is held out of service until it is put back';

function ruledOut(target: TargetFacts, rule: RoutingRule | null): string | null {
  if (rule === null) return null;
  if (rule.excluded.has(target.name)) return `left out by ${ruleInWords(rule)}`;
  return rule.only === null || rule.only.has(target.name) ? null : `not a target of ${ruleInWords(rule)}`;
}

function forbidden(
  { track }: TargetFacts,
  { tracks, regions, workspaces }: Constraints,
  workspace: string | null,
): string | null {
  if (tracks !== undefined && !fitsAny(tracks, track.name))
    return `the profile allows only the tracks ${tracks.join(', ')}`;
  if (regions !== undefined && track.region === null)
    return `the profile allows only the regions ${regions.join(', ')}, and the region of track ${track.name} is not known`;
  if (regions !== undefined && track.region !== null && !fitsAny(regions, track.region))
    return `the profile allows only the regions ${regions.join(', ')}, and track ${track.name} is in ${track.region}`;
  if (workspace === null) return null;
  const kept = workspaces?.find((one) => fitsAnyFolder(one.workspaces, workspace) && !fitsAny(one.tracks, track.name));
  return kept === undefined ? null : `this workspace goes to the tracks ${kept.tracks.join(', ')} only`;
}

function incapable(
  target: TargetFacts,
  { openAiOnly, beyond, needs }: RequestFacts,
  inputTokens: number,
): string | null {
  if (openAiOnly !== null && target.track.provider !== 'openai-compatible')
    return `it does not speak OpenAI's dialect, which alone has ${openAiOnly}`;
  const unsaid = unsaidAt(target, beyond);
  if (unsaid !== undefined) return `it does not offer ${unsaid}`;
  const missing = needs.filter((need) => !offers(target, need));
  if (missing.length > 0) return `it does not offer ${missing.join(', ')}`;
  if (target.contextWindow === null || inputTokens <= target.contextWindow) return null;
  return `about ${inputTokens} input tokens exceed its context window of ${target.contextWindow}`;
}

/** At Vertex AI it is the model's vendor whose dialect is spoken. */
function unsaidAt({ upstreamModel, track: { provider } }: TargetFacts, beyond: Beyond | undefined): string | undefined {
  if (beyond === undefined) return undefined;
  const dialect = provider === 'vertex' ? vertexModel(upstreamModel)?.dialect : dialects[provider];
  switch (dialect) {
    case 'contents':
      return beyond.gemini;
    case 'messages':
      return beyond.anthropic;
    case 'mistral':
      return beyond.mistral;
    default:
      return undefined;
  }
}

const dialects: Readonly<Partial<Record<ProviderKind, VertexDialect>>> = { gemini: 'contents', anthropic: 'messages' };

/** Features that most models have and few declare: only a declaration without them rules a model out. */
const commonFeatures: ReadonlySet<string> = new Set(['tools', 'images', 'files', 'audio', 'json', 'reasoning']);

function offers({ features }: TargetFacts, need: string): boolean {
  return features === null ? commonFeatures.has(need) : features.has(need);
}

function tooSlow(firstPartMs: number | null, boundMs: number | null): string | null {
  if (boundMs === null || firstPartMs === null || firstPartMs <= boundMs) return null;
  return `its first part takes about ${Math.round(firstPartMs)} ms, over the bound of ${boundMs} ms`;
}

function tooDear(mostPicoUsd: number | null, boundUsd: number | null): string | null {
  if (boundUsd === null) return null;
  if (mostPicoUsd === null) return `its price is unknown, and the request may cost at most $${boundUsd}`;
  if (mostPicoUsd <= boundUsd * 1e12) return null;
  return `it may cost $${(mostPicoUsd / 1e12).toPrecision(3)}, over the bound of $${boundUsd}`;
}

function least(one: number | null, other: number | undefined): number | null {
  return one === null || other === undefined ? (one ?? other ?? null) : Math.min(one, other);
}
