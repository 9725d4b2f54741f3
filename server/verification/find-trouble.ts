/** Finds out why a track failed: looks at its key, at base URLs near its own and at the clocks, and has all of it diagnosed. */
import type { Trouble } from '../../protocol/verification.ts';
import type { Clock } from '../clock.ts';
import { abortAfter } from '../linked-abort.ts';
import { errorCode, failedHost } from '../providers/failure-from-network.ts';
import type { Http } from '../providers/http.ts';
import { otherVendorOf } from '../providers/key-shape.ts';
import type { ListedModel, ResolveKey } from '../providers/provider.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import { nearbyBaseUrls } from './base-urls.ts';
import { diagnose } from './diagnosis.ts';

export interface TroubleParts {
  readonly http: Http;
  readonly clock: Clock;
  readonly resolveKey: ResolveKey;
  /** The host of the proxy through which this address is asked; `null`: none. */
  proxyHost(url: URL): string | null;
  /** The models of a track, or why there is no list of them. */
  list(track: Track, signal: AbortSignal): Promise<readonly ListedModel[] | RequestError>;
}

const probeWithinMs = 5_000;

export function createTroubleFinder(
  parts: TroubleParts,
): (track: Track, error: RequestError, signal: AbortSignal) => Promise<Trouble> {
  const { http, clock } = parts;

  return async function troubleOf(track, error, signal) {
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
  };

  /** A key that cannot be read is the failure itself, told already. */
  async function keyOf(track: Track, signal: AbortSignal): Promise<string | null> {
    return parts.resolveKey(track, signal).catch(() => null);
  }

  /** The key is sent to the same origin as before, and to no other. */
  async function betterBaseUrl(track: Track, signal: AbortSignal): Promise<string | null> {
    if (track.baseUrl === null) return null;
    for (const baseUrl of nearbyBaseUrls(track.provider, track.baseUrl)) {
      const listing = await parts.list({ ...track, baseUrl }, signal);
      if (!(listing instanceof RequestError)) return baseUrl;
    }
    return null;
  }

  /** By the `Date` of any answer; asked without a key. */
  async function clockAhead(baseUrl: string, signal: AbortSignal): Promise<number | null> {
    const bounded = abortAfter(clock, probeWithinMs, new Error('no answer in time'), signal);
    try {
      const response = await http.request(new URL(baseUrl), { method: 'GET', headers: {}, signal: bounded.signal });
      response.body.destroy();
      const { date } = response.headers;
      const atMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      return Number.isNaN(atMs) ? null : clock.epochMs() - atMs;
    } catch {
      return null;
    } finally {
      bounded.unlink();
    }
  }
}

/** An answer of the wrong kind, and none such path: then another base URL may be right. */
function mayBeElsewhere(error: RequestError): boolean {
  if (error.kind === 'overloaded') return error.status === undefined;
  return error.kind === 'no-such-model' || (error.kind === 'network' && errorCode(error) === null);
}
