/** Where the code that was asked about ends, followed while the person goes on typing: an answer goes below it, and nowhere else. */
import { type Disposable, type Position, type TextEditor, workspace } from 'vscode';
import { afterChanges, type TrackedRange } from './tracked-range.ts';

export class FollowedEnd implements Disposable {
  readonly #document: TextEditor['document'];
  readonly #listener: Disposable;
  #range: TrackedRange;

  constructor({ document, selection }: Pick<TextEditor, 'document' | 'selection'>) {
    this.#document = document;
    const start = document.offsetAt(selection.start);
    const end = document.offsetAt(document.lineAt(lastLineOf(selection)).range.end);
    this.#range = { start, end: Math.max(start, end), isTouched: false };
    this.#listener = workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
      if (changed !== document) return;
      const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => {
        return { offset: rangeOffset, length: rangeLength, insertedLength: text.length };
      });
      this.#range = afterChanges(this.#range, changes);
    });
  }

  /** The end of the last line of that code, as the document is now. */
  get position(): Position {
    return this.#document.lineAt(this.#document.positionAt(this.#range.end)).range.end;
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

/** Counted from 0. A selection that ends before the first character of a line does not reach into it. */
export function lastLineOf({ start, end }: { readonly start: Position; readonly end: Position }): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}
