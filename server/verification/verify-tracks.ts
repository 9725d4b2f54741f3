/** Checks tracks: asks each for its models, compares them with the configured ones, and finds out why one fails. */
import type { ProviderKind } from '../../protocol/track-configuration.ts';
import type { CheckedTarget, CheckedTrack, Trouble } from '../../protocol/verification.ts';
import type { Clock } from '../clock.ts';
import { linkedAbort } from '../linked-abort.ts';
import { errorCode, failedHost } from '../providers/failure-from-network.ts';
import type { Http } from '../providers/http.ts';
import { otherVendorOf } from '../providers/key-shape.ts';
import type { ListedModel, Provider, ResolveKey } from '../providers/provider.ts';
import { RequestError } from '../request-error.ts';
import type { Target, Track } from '../routing/target.ts';
import { vertexModel } from '../routing/vertex-model.ts';
import { nearbyBaseUrls } from './base-urls.ts';
import { diagnose } from './diagnosis.ts';
import { findListed, similarName } from './listed-models.ts';

export interface VerificationParts {
  readonly providers: Readonly<Record<ProviderKind, Pick<Provider, 'listModels'>>>;
  readonly http: Http;
  readonly clock: Clock;
  readonly resolveKey: ResolveKey;
  /** The host of the proxy through which this address is asked; `null`: none. */
  proxyHost(url: URL): string | null;
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
const probeWithinMs = 5_000;

export function createVerification(parts: VerificationParts): VerifyTrack {
  const { providers, http, clock } = parts;

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
    const { signal: bounded, end } = within(listWithinMs, late, signal);
    try {
      return await providers[track.provider].listModels(track, bounded);
    } catch (error) {
      throwIfCancelled(signal);
      if (error instanceof RequestError) return error;
      throw error;
    } finally {
      end();
    }
  }

  async function troubleOf(track: Track, error: RequestError, signal: AbortSignal): Promise<Trouble> {
    const baseUrl = track.baseUrl ?? 'http://127.0.0.1';
    const key = await keyOf(track, signal);
    const answered = error.status !== undefined;
    return diagnose({
      track: track.name,
      provider: track.provider,
      baseUrl,
      location: track.region,
      kind: error.kind,
      status: error.status ?? null,
      message: error.message,
      words: error.words,
      code: answered ? null : errorCode(error),
      failedHost: failedHost(error),
      keyOf: key === null ? null : otherVendorOf(key, baseUrl),
      hasKey: key !== null,
      betterBaseUrl: mayBeElsewhere(error) ? await betterBaseUrl(track, signal) : null,
      clockAheadMs: error.kind === 'auth' ? await clockAhead(baseUrl, signal) : null,
      proxyHost: parts.proxyHost(new URL(baseUrl)),
    });
  }

  /** A key that cannot be read is the failure itself, told already. */
  async function keyOf(track: Track, signal: AbortSignal): Promise<string | null> {
    return parts.resolveKey(track, signal).catch(() => null);
  }

  /** The key is sent to the same origin as before, and to no other. */
  async function betterBaseUrl(track: Track, signal: AbortSignal): Promise<string | null> {
    if (track.baseUrl === null) return null;
    for (const baseUrl of nearbyBaseUrls(track.provider, track.baseUrl)) {
      const listing = await list({ ...track, baseUrl }, signal);
      if (!(listing instanceof RequestError)) return baseUrl;
    }
    return null;
  }

  /** By the `Date` of any answer; asked without a key. */
  async function clockAhead(baseUrl: string, signal: AbortSignal): Promise<number | null> {
    const { signal: bounded, end } = within(probeWithinMs, new Error('no answer in time'), signal);
    try {
      const response = await http.request(new URL(baseUrl), { method: 'GET', headers: {}, signal: bounded });
      response.body.destroy();
      const { date } = response.headers;
      const atMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      return Number.isNaN(atMs) ? null : clock.epochMs() - atMs;
    } catch {
      return null;
    } finally {
      end();
    }
  }

  function within(mostMs: number, reason: Error, signal: AbortSignal) {
    const linked = linkedAbort(signal);
    const cancelTimer = clock.after(mostMs, () => linked.abort(reason));
    const end = () => {
      cancelTimer();
      linked.unlink();
    };
    return { signal: linked.signal, end };
  }
}

/** An answer of the wrong kind, and none such path: then another base URL may be right. */
function mayBeElsewhere(error: RequestError): boolean {
  if (error.kind === 'overloaded') return error.status === undefined;
  return error.kind === 'no-such-model' || (error.kind === 'network' && errorCode(error) === null);
}

/** Some vendors have no list: nothing there, although nothing speaks against the base URL. */
function isWithoutList(track: Track, { cause, status }: Trouble): boolean {
  return track.provider === 'openai-compatible' && cause === 'model' && (status === 404 || status === 405);
}

function throwIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof RequestError ? signal.reason : new RequestError('cancelled', 'The check was stopped.');
}
