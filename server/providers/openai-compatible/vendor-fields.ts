/** Picks out of an answer the fields that we do not interpret, so that they reach whoever asked. Pure. */

type Fields = Readonly<Record<string, unknown>>;

/** The fields that are none of `interpreted` and hold something; `undefined`: there is none. */
export function vendorFields(value: Fields, interpreted: ReadonlySet<string>): Record<string, unknown> | undefined {
  let found: Record<string, unknown> | undefined;
  for (const name in value) {
    if (interpreted.has(name)) continue;
    const field = value[name];
    if (field === null || field === undefined) continue;
    found ??= {};
    found[name] = field;
  }
  return found;
}

/** What each chunk repeats is told once, and again when it has changed. */
export class ToldOnce {
  readonly #told = new Map<string, unknown>();

  news(fields: Fields | undefined): Record<string, unknown> | undefined {
    if (fields === undefined) return undefined;
    let found: Record<string, unknown> | undefined;
    for (const name in fields) {
      const field = fields[name];
      const mark = typeof field === 'object' ? JSON.stringify(field) : field;
      if (this.#told.get(name) === mark) continue;
      this.#told.set(name, mark);
      found ??= {};
      found[name] = field;
    }
    return found;
  }
}
