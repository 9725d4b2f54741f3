/** The objects of a body that is one JSON object, or one JSON array of them, each as soon as its last byte has come. */
import { OthersTurn } from '../others-turn.ts';

export interface JsonObject {
  readonly text: string;
  /** It is an element of an array: one piece of a stream, not a whole answer. */
  readonly isElement: boolean;
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const backslash = 0x5c;
/** What ends a text, or makes the next character one of it. */
const special = /["\\]/g;

/**
 * `streamGenerateContent` without `alt=sse` answers with an array whose elements come one after the other. What is no
 * object at the top is given as it came, for whoever says that it is no answer; an object that the end cuts off is not.
 */
export async function* jsonObjects(body: AsyncIterable<Uint8Array>): AsyncGenerator<JsonObject> {
  const decoder = new TextDecoder();
  const scanner = new Scanner();
  const others = new OthersTurn();
  for await (const bytes of body) {
    const objects = scanner.read(decoder.decode(bytes, { stream: true }));
    for await (const some of others.between(objects)) yield* some;
  }
  yield* scanner.read(decoder.decode());
}

class Scanner {
  #isArray = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #pieces: string[] = [];

  read(text: string): JsonObject[] {
    const objects: JsonObject[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#depth === 0) {
        if (code === openBrace) {
          this.#depth = 1;
          start = at;
        } else if (text[at] === '[') this.#isArray = true;
        else if (!/[\s,\]\ufeff]/.test(text[at] ?? '')) return [...objects, this.#object(text.slice(at))];
      } else if (this.#inString && !this.#escaped) {
        at = this.#skipText(text, at);
      } else if (this.#closes(code)) {
        this.#pieces.push(text.slice(start, at + 1));
        objects.push(this.#object(this.#pieces.join('')));
        this.#pieces = [];
      }
    }
    if (this.#depth > 0) this.#pieces.push(text.slice(start));
    return objects;
  }

  /** Texts are most of an answer, and an image is one: passed over at once. Gives the last place that is read by it. */
  #skipText(text: string, from: number): number {
    special.lastIndex = from;
    const at = special.exec(text)?.index ?? text.length;
    if (text.charCodeAt(at) === backslash) this.#escaped = true;
    else if (at < text.length) this.#inString = false;
    return at;
  }

  /** Whether the outermost object ends with this character. */
  #closes(code: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (code === quote) this.#inString = true;
    else if (code === openBrace) this.#depth += 1;
    else if (code === closeBrace) this.#depth -= 1;
    return this.#depth === 0;
  }

  #object(text: string): JsonObject {
    return { text, isElement: this.#isArray };
  }
}
