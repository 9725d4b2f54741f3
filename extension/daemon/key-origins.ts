/** Decides where a stored key may be sent: to the origins it was given for. Pure. */

/** Origins, such as `https://api.example.com`, by the name of a key. */
export type KeyOrigins = Readonly<Record<string, readonly string[]>>;

export interface Binding {
  /** Where each key may be sent; one that nothing refers to yet is not among them. */
  readonly allowed: KeyOrigins;
  /** Keys that are bound for the first time, to be remembered. */
  readonly fresh: KeyOrigins;
  /** Keys that the settings would now send to where they were not given for: a person has to say so. */
  readonly moved: readonly MovedKey[];
}

export interface MovedKey {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/**
 * `remembered` is what keys were bound to, `current` where the configuration sends them. A key is bound to where it
 * is sent when it is first seen; from then on another origin has to be allowed.
 */
export function bindKeys(names: readonly string[], remembered: KeyOrigins, current: KeyOrigins): Binding {
  const allowed: Record<string, readonly string[]> = {};
  const fresh: Record<string, readonly string[]> = {};
  const moved: MovedKey[] = [];
  for (const name of names) {
    const wanted = Object.hasOwn(current, name) ? (current[name] ?? []) : [];
    const bound = Object.hasOwn(remembered, name) ? remembered[name] : undefined;
    if (bound !== undefined) {
      allowed[name] = bound;
      const to = wanted.filter((origin) => !bound.includes(origin));
      if (to.length > 0) moved.push({ name, from: bound, to });
    } else if (wanted.length > 0) {
      allowed[name] = wanted;
      fresh[name] = wanted;
    }
  }
  return { allowed, fresh, moved };
}
