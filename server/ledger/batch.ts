/** Gathers what is to be counted and counts it many at a time, which is several times cheaper than one after each request. */

const batchSize = 50;

export class Batch<Item> {
  readonly #count: (item: Item) => void;
  #waiting: Item[] = [];

  constructor(count: (item: Item) => void) {
    this.#count = count;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    if (this.#waiting.length >= batchSize) this.countAll();
  }

  /** Call it before anything is read of what was counted. */
  countAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const item of waiting) this.#count(item);
  }
}
