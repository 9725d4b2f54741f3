/** Decides whether a client works with the daemon it found. Pure. */
import { isOlderVersion } from '../protocol/version.ts';

export interface Versions {
  readonly version: string;
  readonly protocolVersion: number;
}

export type Verdict =
  | { readonly kind: 'join' }
  /** Ours is newer: the daemon is asked to hand over. When it cannot yet, `joinable` says whether it will do meanwhile. */
  | { readonly kind: 'replace'; readonly joinable: boolean }
  | { readonly kind: 'refuse'; readonly reason: string };

/** An older client never replaces a newer daemon: two builds installed side by side would fight over it. */
export function judgeDaemon(client: Versions, daemon: Versions): Verdict {
  const sameProtocol = client.protocolVersion === daemon.protocolVersion;
  if (client.protocolVersion < daemon.protocolVersion) {
    return {
      kind: 'refuse',
      reason:
        `the running daemon is newer (${daemon.version}, protocol ${daemon.protocolVersion}) than this client ` +
        `(${client.version}, protocol ${client.protocolVersion}): update this client, or stop the daemon`,
    };
  }
  if (!sameProtocol || isOlderVersion(daemon.version, client.version))
    return { kind: 'replace', joinable: sameProtocol };
  return { kind: 'join' };
}

export const mostReplacements = 3;
const replacementWindowMs = 60_000;

/** At most three replacements a minute, over all clients: `replacedAtMs` are the instants of earlier ones. */
export function mayReplace(replacedAtMs: readonly number[], nowMs: number): boolean {
  const lately = replacedAtMs.filter((instant) => instant > nowMs - replacementWindowMs && instant <= nowMs);
  return lately.length < mostReplacements;
}
