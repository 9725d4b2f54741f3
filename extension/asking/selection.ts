/** Decides which code a question is about, from the cursors of an editor. */
import { withLineFeeds } from '../line-feeds.ts';

/** One cursor with its selection. Lines count from 0; `text` is empty where nothing is selected. */
export interface Cursor {
  readonly startLine: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
  /** The whole line the cursor stands in. */
  readonly lineText: string;
}

/** A piece of code; lines count from 1, both inclusive. Its line ends are always `\n`. */
export interface Excerpt {
  readonly fromLine: number;
  readonly toLine: number;
  readonly text: string;
}

/**
 * What is asked about: every selection, in the document's order. Where nothing but blank space is selected, the lines
 * the cursors stand in. Empty: there is nothing to ask about.
 */
export function excerptsAt(cursors: readonly Cursor[]): Excerpt[] {
  const selected = cursors.filter((cursor) => cursor.text.trim() !== '').map(selectedExcerpt);
  const excerpts = selected.length > 0 ? selected : cursors.map(lineExcerpt).filter(({ text }) => text.trim() !== '');
  const inOrder = excerpts.sort((a, b) => a.fromLine - b.fromLine || a.toLine - b.toLine);
  // Two cursors in one line without a selection are one line; two selections in it are two.
  return selected.length > 0 ? inOrder : inOrder.filter(({ fromLine }, at) => inOrder[at - 1]?.fromLine !== fromLine);
}

/** Line numbers for people, such as `3–5, 9`. */
export function lineRanges(excerpts: readonly Excerpt[]): string {
  return excerpts
    .map(({ fromLine, toLine }) => (fromLine === toLine ? `${fromLine}` : `${fromLine}–${toLine}`))
    .join(', ');
}

function selectedExcerpt(cursor: Cursor): Excerpt {
  // A selection that ends before the first character of a line does not reach into it.
  const reachesNoFurther = cursor.endCharacter === 0 && cursor.endLine > cursor.startLine;
  const lastLine = reachesNoFurther ? cursor.endLine - 1 : cursor.endLine;
  return { fromLine: cursor.startLine + 1, toLine: lastLine + 1, text: withLineFeeds(cursor.text) };
}

function lineExcerpt(cursor: Cursor): Excerpt {
  return { fromLine: cursor.endLine + 1, toLine: cursor.endLine + 1, text: cursor.lineText };
}
