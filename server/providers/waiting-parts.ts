/** How many parts of an answer wait to be delivered: each costs memory, and in the end they come all at once. */
import { isContent, isPlainText, type Part } from '../../protocol/part.ts';
import { BodyTooLargeError } from './body.ts';

/** Before the first content: names and fields of the vendor's own, a handful each. */
const mostBeforeContent = 10_000;
/** Of a collected answer, besides its plain text, which is joined: one for each token of the longest there are. */
const mostCollected = 100_000;

export class WaitingParts {
  readonly #collected: boolean;
  #waiting = 0;
  #isDelivered = false;

  /** `collected`: nothing is delivered before the end. */
  constructor(collected: boolean) {
    this.#collected = collected;
  }

  /** Throws `BodyTooLargeError` for one too many. */
  count(part: Part): void {
    if (this.#isDelivered) return;
    if (!this.#collected && isContent(part)) {
      this.#isDelivered = true;
      return;
    }
    if (isPlainText(part)) return;
    this.#waiting += 1;
    const most = this.#collected ? mostCollected : mostBeforeContent;
    if (this.#waiting > most) throw new BodyTooLargeError('the answer is larger than is ever read');
  }
}
