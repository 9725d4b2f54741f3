/** Tells clients which targets there are, what each costs and can do, and what else a track offers. */
import { methods } from '../../protocol/methods.ts';
import type { TrackOffers } from '../../protocol/offers.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore, ResolvedConfiguration } from '../configuration/port.ts';
import { listedTarget } from '../configuration/tracks.ts';
import type { ListModels } from '../model-lists.ts';
import type { Target, Track } from '../routing/target.ts';
import { type Handler, handler } from './handler.ts';
import { tracksNamed } from './named.ts';

export interface TargetHandlerParts {
  readonly configuration: ConfigurationStore;
  readonly clock: Clock;
  readonly listModels: ListModels;
  /** Looks for model servers on this machine; resolves when the configuration offers what was found. */
  discoverLocalServers(): Promise<void>;
}

export function targetHandlers(parts: TargetHandlerParts): readonly Handler[] {
  const { configuration, discoverLocalServers } = parts;
  return [
    handler(methods.targets, async ({ profile }) => {
      await discoverLocalServers();
      const { targets, profiles, activeProfile } = configuration.current();
      const first = profiles.get(profile ?? activeProfile)?.targets ?? [];
      const names = new Set(first.map(({ name }) => name));
      const rest = [...targets.values()].filter(({ name }) => !names.has(name));
      return { targets: [...first, ...rest].map(summariseTarget), inProfile: first.length };
    }),

    handler(methods.offers, async ({ track: wanted, refresh = false }, caller) => {
      await discoverLocalServers();
      const current = configuration.current();
      const tracks = tracksNamed(current, wanted);
      const asked = tracks.map((track) => offersOf(parts, current, track, refresh, caller.signal));
      return { tracks: await Promise.all(asked) };
    }),
  ];
}

async function offersOf(
  { clock, listModels }: TargetHandlerParts,
  { settings, targets, catalogue }: ResolvedConfiguration,
  track: Track,
  refresh: boolean,
  signal: AbortSignal,
): Promise<TrackOffers> {
  const list = await listModels(track, refresh, signal);
  const about = { track: track.name, provider: track.provider, simulated: track.simulation !== null };
  if (list.outcome === 'failed') return { ...about, list, others: [] };
  const configured = [...targets.values()].filter((target) => target.track.name === track.name);
  const known = new Set(configured.flatMap(({ model, upstreamModel }) => [model, upstreamModel]));
  const others = list.models
    .filter(({ name }) => !known.has(name))
    .map((listed) => listedTarget(listed, track, settings.tracks?.[track.name], clock.epochMs(), catalogue));
  const at = new Date(list.atEpochMs).toISOString();
  return {
    ...about,
    list: { outcome: 'listed', at, models: list.models.length },
    others: others.map(summariseTarget),
  };
}

function summariseTarget(target: Target): TargetSummary {
  const { name, model, track, nominalPrice, listPrice, features } = target;
  return {
    target: name,
    model,
    track: track.name,
    provider: track.provider,
    upstreamModel: target.upstreamModel,
    inputUsdPerMTok: usdPerMTok(nominalPrice?.inputPicoUsd),
    outputUsdPerMTok: usdPerMTok(nominalPrice?.outputPicoUsd),
    listInputUsdPerMTok: usdPerMTok(listPrice?.inputPicoUsd),
    listOutputUsdPerMTok: usdPerMTok(listPrice?.outputPicoUsd),
    priceSource: nominalPrice?.source ?? null,
    priceAsOf: nominalPrice?.asOf ?? null,
    contextWindow: target.contextWindow,
    maxOutputTokens: target.maxOutputTokens,
    features: features === null ? null : [...features],
    goodFor: [...target.goodFor],
    region: track.region,
    simulated: target.simulated,
    discovered: track.discovered,
  };
}

function usdPerMTok(picoUsd: number | undefined): number | null {
  return picoUsd === undefined ? null : picoUsd / 1e6;
}
