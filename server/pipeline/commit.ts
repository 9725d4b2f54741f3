/** The commit: the instant from which an answer is delivered, and nothing is retried and nothing fails over any more. */
import { isContent, type Part } from '../../protocol/part.ts';

/**
 * Passes an attempt's parts on, none of them before its first content: what an attempt says before it fails must not
 * show in the answer of the next. A collected answer is delivered at its end, so all of it is held until then.
 */
export async function* heldUntilCommit(parts: AsyncIterable<Part>, collected: boolean): AsyncGenerator<Part> {
  const held: Part[] = [];
  let committed = false;
  for await (const part of parts) {
    if (committed) {
      yield part;
      continue;
    }
    held.push(part);
    if (collected || !isContent(part)) continue;
    committed = true;
    yield* held;
  }
  if (!committed) yield* held;
}
