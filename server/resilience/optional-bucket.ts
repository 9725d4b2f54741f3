/** A limit that a track may not have: `null` stands for a bucket without bounds. Pure but for the bucket itself. */
import { type Permits, TokenBucket } from './token-bucket.ts';

/** The bucket with another limit, made or taken away where there was none or is none any more. */
export function adjusted(bucket: TokenBucket | null, perMinute: number | null, periodMs?: number): TokenBucket | null {
  if (perMinute === null) return null;
  if (bucket === null) return new TokenBucket(perMinute, periodMs);
  bucket.setLimit(perMinute);
  return bucket;
}

/** `null`: there is nothing to take from. */
export function taken(bucket: TokenBucket | null, amount: number, nowMs: number): Permits | null {
  const take = bucket?.take(amount, nowMs);
  return take?.result === 'taken' ? take.permits : null;
}

/** Until so much is there, in milliseconds; infinite for what never is. */
export function waitOf(bucket: TokenBucket | null, amount: number, nowMs: number): number {
  const refusal = bucket?.check(amount, nowMs) ?? null;
  if (refusal === null) return 0;
  return refusal.result === 'wait' ? refusal.waitMs : Number.POSITIVE_INFINITY;
}
