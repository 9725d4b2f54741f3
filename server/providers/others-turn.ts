/**
 * Where the reading of an answer lets everything else have its turn: the bytes of a fast upstream follow each other
 * without the event loop coming round, and what is made of them may be very many events.
 */
import { setImmediate } from 'node:timers/promises';

/** A few milliseconds of work. Few answers have as many, and none at the pace of a model. */
const mostAtOnce = 200;

export class OthersTurn {
  #read = 0;

  /** The items in groups, the usual ones in one; between groups, and after enough of them, others have their turn. */
  async *between<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
    for (let at = 0; at < items.length; at += mostAtOnce) {
      const group = items.length <= mostAtOnce ? items : items.slice(at, at + mostAtOnce);
      yield group;
      this.#read += group.length;
      if (this.#read < mostAtOnce) continue;
      this.#read = 0;
      await setImmediate();
    }
  }
}
