/** A target as the daemon works with it: one model on one track, everything decided that the configuration decides. */
import type { KeyReference } from '../../protocol/key-reference.ts';
import type { AbortPolicy } from '../../protocol/spend.ts';
import type { GoogleCredentials, ProviderKind, TrackSettings } from '../../protocol/track-configuration.ts';
import { type Price, priceAt } from '../catalogue/price.ts';
import { isLoopback } from '../loopback.ts';

/** One configured account at a provider. Limits belong to it and to its key. */
export interface Track {
  readonly name: string;
  readonly provider: ProviderKind;
  /** Without a trailing slash; `null` where the provider has no address. */
  readonly baseUrl: string | null;
  readonly apiKey: KeyReference | null;
  /** For Vertex AI; `null` elsewhere. */
  readonly google: GoogleProject | null;
  /** Previews may send it their text to have it counted. */
  readonly countsTokens?: boolean;
  /** Where the upstream computes, as its vendor names it; `null`: not said. */
  readonly region: string | null;
  readonly terms: Terms;
  readonly limits: Limits;
  /** What the track's settings say of clocks, retries and breakers; the profile's settings stand above them. */
  readonly resilience: Pick<TrackSettings, 'timeouts' | 'retry' | 'breaker'>;
  /** How an answer is booked whose caller went away after it had begun. */
  readonly onAbort: AbortPolicy;
  readonly simulation: { readonly latency: 'none' | 'seed'; readonly seed: number } | null;
  /** Found on this machine, not configured. */
  readonly discovered: boolean;
}

export interface GoogleProject {
  readonly project: string;
  readonly location: string;
  readonly credentials: GoogleCredentials;
  /** The full name of a Vertex AI Search datastore; `null`: none. */
  readonly datastore: string | null;
}

/** Billed cost = nominal cost × `perListUsd` ÷ `fxPerUsd`. Decimal texts, so that no rate is rounded. */
export interface Terms {
  readonly currency: string;
  readonly perListUsd: string;
  readonly fxPerUsd: string;
}

/** `null`: no such limit. Figures are the upstream's; `safetyFactor` is applied by the limiter. */
export interface Limits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly concurrency: number | null;
  readonly safetyFactor: number;
  readonly maxWaitMs: number | null;
  /** The requests a minute are a cap under which the rate the upstream allows is searched for. */
  readonly adaptive: boolean;
}

export const noLimits: Limits = {
  requestsPerMinute: null,
  tokensPerMinute: null,
  concurrency: null,
  safetyFactor: 1,
  maxWaitMs: null,
  adaptive: false,
};

/** A track that bills a dollar for each dollar of its price. */
export const dollarForDollar: Terms = { currency: 'USD', perListUsd: '1', fxPerUsd: '1' };

/** What the track bills for a dollar of its nominal price: near enough to compare by, never to book by. */
export function billedPerNominal({ perListUsd, fxPerUsd }: Terms): number {
  return Number(perListUsd) / Number(fxPerUsd);
}

export interface Target {
  /** `MODEL@TRACK`. */
  readonly name: string;
  readonly model: string;
  readonly track: Track;
  /** What the upstream calls the model. */
  readonly upstreamModel: string;
  /** The track's nominal price; `null`: unknown, and so is every cost at this target. */
  readonly nominalPrice: Price | null;
  /** The vendor's list price where the catalogue knows it; `null`: the nominal price stands for it. */
  readonly listPrice: Price | null;
  /** Where either changes with time: all there are, by rising `asOf`; the two above are those of the moment. */
  readonly datedPrices?: DatedPrices;
  /** Tokens; `null`: unknown. */
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  /** Reasons in silence before the first part. */
  readonly reasoning: boolean;
  readonly simulated: boolean;
  /** What the model can do, as declared; `null`: nothing is declared. */
  readonly features: ReadonlySet<string> | null;
  /** What people choose it for, such as `code` or `long-documents`; empty: nothing is known. */
  readonly goodFor: ReadonlySet<string>;
  /** Milliseconds to the first part before anything was measured; `null`: no idea. */
  readonly priorFirstPartMs: number | null;
}

export function targetNames(targets: readonly Target[]): string[] {
  return targets.map(({ name }) => name);
}

/** Empty: there never was one. */
export interface DatedPrices {
  readonly nominal: readonly Price[];
  readonly list: readonly Price[];
}

/** The target with the prices that hold at this instant; the same one where that changes nothing. */
export function pricedAt(target: Target, epochMs: number): Target {
  if (target.datedPrices === undefined) return target;
  const nominalPrice = priceAt(target.datedPrices.nominal, epochMs);
  const listPrice = priceAt(target.datedPrices.list, epochMs);
  if (nominalPrice === target.nominalPrice && listPrice === target.listPrice) return target;
  return { ...target, nominalPrice, listPrice };
}

/** It has prices, and none of them holds. */
export function isBetweenPrices({ nominalPrice, datedPrices }: Target): boolean {
  return nominalPrice === null && datedPrices !== undefined && datedPrices.nominal.length > 0;
}

/** A model server on this machine: it needs no network. */
export function isLocalServer({ track: { discovered, baseUrl } }: Pick<Target, 'track'>): boolean {
  return discovered || (baseUrl !== null && isLoopback(new URL(baseUrl).hostname));
}
