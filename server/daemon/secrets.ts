/** Keys that editors hold and lend to the daemon: in memory, for as long as the editor is connected. */

export interface Secrets {
  /** Replaces all that this connection gave before. A key with `origins` may be sent to these alone. */
  provide(
    connectionId: number,
    secrets: Readonly<Record<string, string>>,
    origins?: Readonly<Record<string, readonly string[]>>,
  ): void;
  /** The connection is gone, and what it lent with it. */
  forget(connectionId: number): void;
  /** Where several connections lend one name, the latest to do so counts; `null`: nobody does. */
  get(name: string): string | null;
  /** Where that key may be sent, such as `https://api.example.com`; `null`: its lender did not say. */
  originsOf(name: string): readonly string[] | null;
  /** Names of all that is lent, each once. */
  names(): ReadonlySet<string>;
}

interface Lent {
  readonly value: string;
  readonly origins: readonly string[] | null;
}

export function createSecrets(): Secrets {
  /** In the order in which they were given, oldest first. */
  const lent = new Map<number, ReadonlyMap<string, Lent>>();

  function latest(name: string): Lent | null {
    let found: Lent | null = null;
    for (const secrets of lent.values()) found = secrets.get(name) ?? found;
    return found;
  }

  return {
    provide: (connectionId, secrets, origins = {}) => {
      lent.delete(connectionId);
      const entries = Object.entries(secrets).map(([name, value]) => {
        return [name, { value, origins: Object.hasOwn(origins, name) ? (origins[name] ?? null) : null }] as const;
      });
      lent.set(connectionId, new Map(entries));
    },
    forget: (connectionId) => {
      lent.delete(connectionId);
    },
    get: (name) => latest(name)?.value ?? null,
    originsOf: (name) => latest(name)?.origins ?? null,
    names: () => new Set([...lent.values()].flatMap((secrets) => [...secrets.keys()])),
  };
}
