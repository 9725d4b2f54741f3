/** Keys that editors hold and lend to the daemon: in memory, for as long as the editor is connected. */

export interface Secrets {
  /** Replaces all that this connection gave before. */
  provide(connectionId: number, secrets: Readonly<Record<string, string>>): void;
  /** The connection is gone, and what it lent with it. */
  forget(connectionId: number): void;
  /** Where several connections lend one name, the latest to do so counts; `null`: nobody does. */
  get(name: string): string | null;
  /** Names of all that is lent, each once. */
  names(): ReadonlySet<string>;
}

export function createSecrets(): Secrets {
  /** In the order in which they were given, oldest first. */
  const lent = new Map<number, ReadonlyMap<string, string>>();
  return {
    provide: (connectionId, secrets) => {
      lent.delete(connectionId);
      lent.set(connectionId, new Map(Object.entries(secrets)));
    },
    forget: (connectionId) => {
      lent.delete(connectionId);
    },
    get: (name) => {
      let latest: string | null = null;
      for (const secrets of lent.values()) latest = secrets.get(name) ?? latest;
      return latest;
    },
    names: () => new Set([...lent.values()].flatMap((secrets) => [...secrets.keys()])),
  };
}
