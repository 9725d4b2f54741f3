/** Checks tracks: asks each for its models, and compares them with the configured ones. */
import type { ProviderKind } from '../../protocol/track-configuration.ts';
import type { CheckedTarget, CheckedTrack, Trouble } from '../../protocol/verification.ts';
import { abortAfter } from '../linked-abort.ts';
import type { ListedModel, Provider } from '../providers/provider.ts';
import { RequestError } from '../request-error.ts';
import type { Target, Track } from '../routing/target.ts';
import { vertexModel } from '../routing/vertex-model.ts';
import { createTroubleFinder, type TroubleParts } from './find-trouble.ts';
import { findListed, similarName } from './listed-models.ts';

export interface VerificationParts extends Omit<TroubleParts, 'list'> {
  readonly providers: Readonly<Record<ProviderKind, Pick<Provider, 'listModels'>>>;
}

export interface Checking {
  readonly track: Track;
  /** The targets configured at it. */
  readonly targets: readonly Target[];
  /** Asks one target, and resolves with what it billed; throws `RequestError`. `null`: none is to be asked. */
  readonly ask: ((target: Target, signal: AbortSignal) => Promise<number | null>) | null;
}

export type VerifyTrack = (checking: Checking, signal: AbortSignal) => Promise<CheckedTrack>;

/** Longer than a slow list, shorter than a person's patience. */
const listWithinMs = 15_000;

export function createVerification(parts: VerificationParts): VerifyTrack {
  const { providers, clock } = parts;
  const troubleOf = createTroubleFinder({ ...parts, list });

  return async function verifyTrack({ track, targets, ask }, signal) {
    const startedAtMs = clock.monotonicMs();
    const listing = await list(track, signal);
    const models = listing instanceof RequestError ? null : listing;
    const trouble = listing instanceof RequestError ? await troubleOf(track, listing, signal) : null;
    const hasNoList = trouble !== null && isWithoutList(track, trouble);
    const mayAsk = trouble === null || hasNoList;
    const checked: CheckedTarget[] = [];
    for (const target of targets) {
      checked.push(await checkTarget(target, models, mayAsk ? ask : null, signal));
    }
    // An answer counts for more than a list: some lists are shorter than what can be asked.
    const failed = checked.some(({ asked, listed }) =>
      asked === null ? listed === false : asked.outcome === 'failed',
    );
    const answered = checked.some(({ asked }) => asked?.outcome === 'answered');
    return {
      track: track.name,
      provider: track.provider,
      baseUrl: track.baseUrl,
      simulated: track.simulation !== null,
      outcome: failed || (trouble !== null && !hasNoList) ? 'failed' : hasNoList && !answered ? 'unlisted' : 'fine',
      tookMs: Math.round(clock.monotonicMs() - startedAtMs),
      models: models?.length ?? null,
      targets: checked,
      trouble: hasNoList ? null : trouble,
    };
  };

  async function checkTarget(
    target: Target,
    models: readonly ListedModel[] | null,
    ask: Checking['ask'],
    signal: AbortSignal,
  ): Promise<CheckedTarget> {
    const isListed = models !== null && findListed(target.upstreamModel, models) !== null;
    // Vertex AI's list holds Google's own models alone, and tells nothing of locations. What is not spoken there is certain.
    const isComplete =
      models !== null && (target.track.provider !== 'vertex' || vertexModel(target.upstreamModel) === null);
    const listed = isListed ? true : isComplete ? false : null;
    return {
      target: target.name,
      upstreamModel: target.upstreamModel,
      listed,
      similar: listed === false ? similarName(target.upstreamModel, models ?? []) : null,
      asked: ask === null ? null : await asked(target, ask, signal),
    };
  }

  async function asked(
    target: Target,
    ask: NonNullable<Checking['ask']>,
    signal: AbortSignal,
  ): Promise<NonNullable<CheckedTarget['asked']>> {
    try {
      return { outcome: 'answered', billedCostNanoUsd: await ask(target, signal) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throwIfCancelled(signal);
      return { outcome: 'failed', trouble: await troubleOf(target.track, error, signal) };
    }
  }

  /** What failed is a value here: it is what the check is for. */
  async function list(track: Track, signal: AbortSignal): Promise<readonly ListedModel[] | RequestError> {
    const late = new RequestError('timeout', `${track.name}: no answer within ${listWithinMs / 1000} s.`);
    const bounded = abortAfter(clock, listWithinMs, late, signal);
    try {
      return await providers[track.provider].listModels(track, bounded.signal);
    } catch (error) {
      throwIfCancelled(signal);
      if (error instanceof RequestError) return error;
      throw error;
    } finally {
      bounded.unlink();
    }
  }
}

/** Some vendors have no list: nothing there, although nothing speaks against the base URL. */
function isWithoutList(track: Track, { cause, status }: Trouble): boolean {
  return track.provider === 'openai-compatible' && cause === 'model' && (status === 404 || status === 405);
}

function throwIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof RequestError ? signal.reason : new RequestError('cancelled', 'The check was stopped.');
}
