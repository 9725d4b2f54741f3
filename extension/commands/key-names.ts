/** Finds the names of secrets that the settings refer to. */
import * as z from 'zod';

const referringSchema = z.object({ apiKey: z.object({ secret: z.string() }) });

/** Name of a secret to the tracks whose settings name it. Takes settings as they are, also wrong ones. */
export function secretNames(tracks: unknown): Map<string, string[]> {
  const names = new Map<string, string[]>();
  if (typeof tracks !== 'object' || tracks === null) return names;
  for (const [track, settings] of Object.entries(tracks)) {
    const parsed = referringSchema.safeParse(settings);
    if (!parsed.success) continue;
    const { secret } = parsed.data.apiKey;
    names.set(secret, [...(names.get(secret) ?? []), track]);
  }
  return names;
}
