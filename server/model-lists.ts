/** Asks tracks for their lists of models, and keeps an answer for some minutes: lists are long and change seldom. */
import type { ProviderKind } from '../protocol/track-configuration.ts';
import type { Clock } from './clock.ts';
import { abortAfter } from './linked-abort.ts';
import type { ListedModel, Provider } from './providers/provider.ts';
import { RequestError } from './request-error.ts';
import type { Track } from './routing/target.ts';

export type ModelList =
  | { readonly outcome: 'listed'; readonly atEpochMs: number; readonly models: readonly ListedModel[] }
  | { readonly outcome: 'failed'; readonly message: string };

/** Never rejects but with the signal's reason: a track that cannot be asked is an answer, too. */
export type ListModels = (track: Track, refresh: boolean, signal: AbortSignal) => Promise<ModelList>;

export interface ModelListsParts {
  readonly providers: Readonly<Record<ProviderKind, Pick<Provider, 'listModels'>>>;
  readonly clock: Clock;
}

const keptMs = 300_000;
/** Somebody waits for all tracks at once. */
const withinMs = 5_000;

export function createModelLists({ providers, clock }: ModelListsParts): ListModels {
  const kept = new Map<string, Extract<ModelList, { readonly outcome: 'listed' }>>();

  return async function listModels(track, refresh, signal) {
    const key = JSON.stringify([track.name, track.provider, track.baseUrl, track.apiKey, track.google]);
    const known = kept.get(key);
    if (!refresh && known !== undefined && clock.epochMs() - known.atEpochMs < keptMs) return known;
    const list = await ask(track, signal);
    if (list.outcome === 'listed') kept.set(key, list);
    return list;
  };

  async function ask(track: Track, signal: AbortSignal): Promise<ModelList> {
    const late = new RequestError('timeout', `${track.name}: no list of models within ${withinMs / 1000} s.`);
    const bounded = abortAfter(clock, withinMs, late, signal);
    try {
      const models = await providers[track.provider].listModels(track, bounded.signal);
      return { outcome: 'listed', atEpochMs: clock.epochMs(), models };
    } catch (error) {
      if (signal.aborted || !(error instanceof RequestError)) throw error;
      return { outcome: 'failed', message: error.message };
    } finally {
      bounded.unlink();
    }
  }
}
