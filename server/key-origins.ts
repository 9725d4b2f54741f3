/** Where the configuration would send each key that an editor holds. */
import type { KeyReference } from '../protocol/key-reference.ts';
import type { ResolvedConfiguration } from './configuration/port.ts';

/** Origins, such as `https://api.example.com`, by the name of the secret; a secret that stays on this machine has none. */
export function keyOrigins({
  tracks,
  settings,
}: Pick<ResolvedConfiguration, 'tracks' | 'settings'>): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  const note = (reference: KeyReference | null, url: string | null) => {
    if (reference === null || !('secret' in reference) || url === null) return;
    const known = found.get(reference.secret) ?? new Set();
    found.set(reference.secret, known.add(new URL(url).origin));
  };
  for (const { apiKey, google, baseUrl } of tracks.values()) {
    note(apiKey, baseUrl);
    if (google !== null && typeof google.credentials === 'object' && 'token' in google.credentials)
      note(google.credentials.token, baseUrl);
  }
  const { otlpEndpoint, headers = {} } = settings.telemetry ?? { otlpEndpoint: null };
  for (const reference of Object.values(headers)) note(reference, otlpEndpoint);
  return Object.fromEntries([...found].map(([name, origins]) => [name, [...origins].sort()]));
}
