/**
 * The port to a vendor's wire protocol. An adapter is a few predictable functions (to request, from parts, usage,
 * finish reason, error) behind this one; adapters do not know each other.
 */
import type { ChatRequest, Service, TargetRequest } from '../pipeline/service.ts';
import type { Target, Track } from '../routing/target.ts';

export interface Provider {
  /**
   * One exchange at one target. Calls `request.wire` as things happen, yields parts, ends after every choice's `finish`
   * part was seen; throws `RequestError` with a kind of the failure table otherwise (`truncated` when the stream ended
   * before). Never retries, never waits, never sets a clock of its own except the connect timeout.
   */
  readonly chat: Service<TargetRequest>;
  /** The models the track's key can use. Throws `RequestError`. */
  listModels(track: Track, signal: AbortSignal): Promise<readonly ListedModel[]>;
  /** Input tokens as the upstream counts them, where it does so for nothing. Throws `RequestError`. */
  countTokens?(target: Target, request: Pick<ChatRequest, 'chat' | 'needs'>, signal: AbortSignal): Promise<number>;
}

export interface ListedModel {
  readonly name: string;
  /** Tokens, where the listing says so. */
  readonly contextWindow: number | null;
}

/** Reads the key a track names. Throws `RequestError` of kind `auth` saying where it was looked for. */
export type ResolveKey = (track: Track, signal: AbortSignal) => Promise<string | null>;
