/** The commit: the instant from which an answer is delivered, and nothing is retried and nothing fails over any more. */
import { isContent, type Part } from '../../protocol/part.ts';

/**
 * Holds an attempt's parts back, all of them before its first content: what an attempt says before it fails must not
 * show in the answer of the next. A collected answer is delivered at its end, so all of it is held until then.
 */
export class HeldUntilCommit {
  readonly #collected: boolean;
  #held: Part[] = [];
  #committed = false;

  constructor(collected: boolean) {
    this.#collected = collected;
  }

  /** Whether any of it has been given out to be delivered. */
  get committed(): boolean {
    return this.#committed;
  }

  /** What may be delivered once this part has come, in order. */
  with(part: Part): readonly Part[] {
    if (this.#committed) return [part];
    this.#held.push(part);
    if (this.#collected || !isContent(part)) return [];
    return this.rest();
  }

  /** What is still held: to be delivered when the attempt has ended well. */
  rest(): readonly Part[] {
    this.#committed = true;
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
