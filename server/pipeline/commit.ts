/** The commit: the instant from which an answer is delivered, and nothing is retried and nothing fails over any more. */
import { isContent, isPlainText, type Part } from '../../protocol/part.ts';

/**
 * Holds an attempt's parts back, all of them before its first content: what an attempt says before it fails must not
 * show in the answer of the next. A collected answer is delivered at its end, so all of it is held until then,
 * its text in longer pieces than it came in. How many parts there may be is bounded where they are made.
 */
export class HeldUntilCommit {
  readonly #collected: boolean;
  #held: Part[] = [];
  #text: JoinedText | null = null;
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
    this.#hold(part);
    if (this.#collected || !isContent(part)) return [];
    return this.rest();
  }

  /** What is still held: to be delivered when the attempt has ended well. */
  rest(): readonly Part[] {
    this.#committed = true;
    this.#endText();
    const held = this.#held;
    this.#held = [];
    return held;
  }

  #hold(part: Part): void {
    if (this.#collected && this.#text?.take(part)) return;
    this.#endText();
    if (this.#collected && isPlainText(part)) this.#text = new JoinedText(part);
    else this.#held.push(part);
  }

  #endText(): void {
    if (this.#text !== null) this.#held.push(this.#text.joined());
    this.#text = null;
  }
}

type PlainText = Extract<Part, { type: 'text-delta' | 'reasoning-delta' }>;

/** Neighbouring pieces of one text: a letter at a time is a hundred bytes a letter. */
class JoinedText {
  readonly #first: PlainText;
  readonly #texts: string[];

  constructor(first: PlainText) {
    this.#first = first;
    this.#texts = [first.text];
  }

  /** Whether it goes on with this part; else the next text begins. */
  take(part: Part): boolean {
    const { type, choiceIndex } = this.#first;
    if (part.type !== type || part.choiceIndex !== choiceIndex || !isPlainText(part)) return false;
    if (this.#texts.length === mostJoined) return false;
    this.#texts.push(part.text);
    return true;
  }

  joined(): Part {
    return this.#texts.length === 1 ? this.#first : { ...this.#first, text: this.#texts.join('') };
  }
}

const mostJoined = 4_096;
