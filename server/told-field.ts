/** A field of what came from outside, as a message tells of it: where it is, and what stands there. Pure. */

/** As people write it: `tracks.relay.models[0]`. */
export function dottedPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** What stands at the end of the path; `undefined`: nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
}

/** As JSON of at most eighty characters. `withoutSecrets` takes out of the whole text what may not be repeated. */
export function shortJson(value: unknown, withoutSecrets = (json: string) => json): string {
  const text = withoutSecrets(JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
