/** Turns the tracks of a configuration into tracks and targets with everything decided that the configuration decides. */

import { targetName } from '../../protocol/target.ts';
import type { ProviderTrackSettings, TrackSettings } from '../../protocol/track-configuration.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { simplePrice } from '../catalogue/price.ts';
import { shippedCatalogue } from '../catalogue/shipped.ts';
import type { ListedModel } from '../providers/provider.ts';
import { dollarForDollar, type GoogleProject, type Limits, type Target, type Track } from '../routing/target.ts';
import { type SandboxModel, sandboxModels } from '../sandbox/models.ts';
import { configuredTarget } from './configured-target.ts';
import { priceSourceOf, sellerOf, withPreset } from './presets.ts';

export interface TrackWithTargets {
  readonly track: Track;
  readonly targets: readonly Target[];
}

/** With the prices that hold at this instant. */
export function resolveTrack(
  name: string,
  settings: TrackSettings,
  nowMs: number,
  catalogue: Catalogue = shippedCatalogue,
): TrackWithTargets {
  const whole = withPreset(settings);
  const track = trackOf(name, whole);
  if (whole.provider === 'sandbox') return { track, targets: sandboxTargets(track) };
  const seller = sellerOf(settings);
  const targets = Object.entries(whole.models).map(([model, options]) => {
    const priceSource = priceSourceOf(settings, model, options.price);
    return configuredTarget({ model, settings: options, track, seller, priceSource }, catalogue, nowMs);
  });
  return { track, targets };
}

/** A model that a track lists, as the target it would be if the settings named it and said no more. */
export function listedTarget(
  { name, contextWindow }: ListedModel,
  track: Track,
  settings: TrackSettings | undefined,
  nowMs: number,
  catalogue: Catalogue = shippedCatalogue,
): Target {
  const seller = settings === undefined ? null : sellerOf(settings);
  const model = { model: name, settings: contextWindow === null ? {} : { contextWindow }, track, seller };
  return configuredTarget({ ...model, priceSource: 'configuration' }, catalogue, nowMs);
}

/** The simulated models at a sandbox track. */
export function sandboxTargets(track: Track): readonly Target[] {
  return sandboxModels.map((model) => sandboxTarget(model, track));
}

function trackOf(name: string, settings: ProviderTrackSettings): Track {
  const { timeouts, retry, breaker } = settings;
  const shared = {
    name,
    provider: settings.provider,
    limits: limitsOf(settings),
    resilience: { timeouts, retry, breaker },
    discovered: false,
  };
  if (settings.provider === 'sandbox')
    return {
      ...shared,
      baseUrl: null,
      apiKey: null,
      google: null,
      region: null,
      terms: dollarForDollar,
      onAbort: 'estimate',
      simulation: { latency: settings.latency ?? 'seed', seed: settings.seed ?? 1 },
    };
  const { terms } = settings;
  return {
    ...shared,
    baseUrl: baseUrlOf(settings).replace(/\/+$/, ''),
    apiKey: settings.provider === 'vertex' ? null : (settings.apiKey ?? null),
    google: settings.provider === 'vertex' ? googleProject(settings) : null,
    countsTokens: 'countTokens' in settings && settings.countTokens === true,
    region: settings.provider === 'vertex' ? settings.location : null,
    onAbort: settings.onAbort ?? 'estimate',
    terms:
      terms === undefined
        ? dollarForDollar
        : { currency: terms.currency, perListUsd: String(terms.perListUsd), fxPerUsd: String(terms.fxPerUsd) },
    simulation: null,
  };
}

type UpstreamSettings = Exclude<ProviderTrackSettings, { readonly provider: 'sandbox' }>;

function baseUrlOf(settings: UpstreamSettings): string {
  return settings.provider === 'openai-compatible' ? settings.baseUrl : (settings.baseUrl ?? ownBaseUrl(settings));
}

function ownBaseUrl(settings: Exclude<UpstreamSettings, { readonly provider: 'openai-compatible' }>): string {
  switch (settings.provider) {
    case 'anthropic':
      return 'https://api.anthropic.com';
    case 'gemini':
      return 'https://generativelanguage.googleapis.com';
    case 'vertex':
      return `https://${vertexHost(settings.location)}`;
  }
}

/** Regions, the two groups of regions, and everywhere each have a form of their own. */
function vertexHost(location: string): string {
  if (location === 'global') return 'aiplatform.googleapis.com';
  return location === 'us' || location === 'eu'
    ? `aiplatform.${location}.rep.googleapis.com`
    : `${location}-aiplatform.googleapis.com`;
}

function googleProject(settings: Extract<ProviderTrackSettings, { readonly provider: 'vertex' }>): GoogleProject {
  const { project, location, credentials, datastore } = settings;
  return { project, location, credentials: credentials ?? 'adc', datastore: datastore ?? null };
}

/** Vertex AI has no fixed quota but shares what there is: the rate is searched for below this, unless one is named. */
const vertexRequestsPerMinute = 1_200;

function limitsOf({ provider, limits: settings }: ProviderTrackSettings): Limits {
  const isShared = provider === 'vertex' && settings?.requestsPerMinute === undefined;
  return {
    requestsPerMinute: settings?.requestsPerMinute ?? (isShared ? vertexRequestsPerMinute : null),
    tokensPerMinute: settings?.tokensPerMinute ?? null,
    concurrency: settings?.concurrency ?? null,
    safetyFactor: settings?.safetyFactor ?? 1,
    maxWaitMs: settings?.maxWaitMs ?? null,
    adaptive: settings?.adaptive ?? isShared,
  };
}

function sandboxTarget(model: SandboxModel, track: Track): Target {
  return {
    name: targetName(model.name, track.name),
    model: model.name,
    track,
    upstreamModel: model.name,
    nominalPrice: simplePrice(model.inputUsdPerMTok, model.outputUsdPerMTok, 'sandbox'),
    listPrice: null,
    contextWindow: model.contextWindow,
    maxOutputTokens: null,
    reasoning: false,
    simulated: true,
    features: new Set(model.features),
    goodFor: new Set(model.goodFor),
    priorFirstPartMs: model.latencyMs.p50,
  };
}
