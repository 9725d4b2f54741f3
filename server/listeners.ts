/** Whoever wants to be told of something, each until they take themselves away. */
export class Listeners<Told extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...told: Told) => void>();

  /** The result takes the listener away. */
  readonly add = (listener: (...told: Told) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly tell = (...told: Told): void => {
    for (const listener of this.#listeners) listener(...told);
  };
}
