/** Reads the code that is to stand in place of the selection from an answer, also while it still grows. */

/**
 * The inside of the answer's first fence; without any fence the answer itself. `isWhole` is false until the fence is
 * closed or, without one, until the answer has ended.
 */
export function replacementIn(answer: string, hasEnded: boolean): { readonly text: string; readonly isWhole: boolean } {
  const opening = /^[ \t]*(`{3,}|~{3,})[^\n]*\n/m.exec(answer);
  if (opening === null) {
    // A fence may be about to open: nothing is shown before it is known.
    return { text: hasEnded ? answer.replace(/\n$/, '') : '', isWhole: hasEnded };
  }
  const [whole, marks = ''] = opening;
  const inside = answer.slice(opening.index + whole.length);
  const closing = new RegExp(`^[ \\t]*${marks[0] === '~' ? '~' : '`'}{${marks.length},}[ \\t]*$`, 'm').exec(inside);
  if (closing === null)
    return { text: hasEnded ? inside.replace(/\n$/, '') : finishedLines(inside), isWhole: hasEnded };
  return { text: inside.slice(0, closing.index).replace(/\n$/, ''), isWhole: true };
}

/** The last line may be the beginning of the fence's end, and a line that grows is hard to read. */
function finishedLines(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('\n')));
}

/** What is shown while the answer grows: what has come, and below it the lines it has not reached. */
export function whileGrowing(original: string, grown: string): string {
  if (grown === '') return original;
  const come = grown.split('\n');
  return [...come, ...original.split('\n').slice(come.length)].join('\n');
}

/** The replacement with the white space at its edges as it was: models drop the first line's indentation. */
export function withEdgesOf(original: string, replacement: string): string {
  const indentation = /^[ \t]*/.exec(original)?.[0] ?? '';
  const missing = indentation !== '' && !/^[ \t]/.test(replacement) && replacement !== '';
  const ends = original.endsWith('\n') && !replacement.endsWith('\n') ? '\n' : '';
  if (!missing) return replacement + ends;
  const others = replacement
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');
  // Where the rest is indented as in the file, the first line alone has lost it.
  const allLost = others.some((line) => !line.startsWith(indentation)) || others.length === 0;
  const lines = replacement.split('\n');
  const indented = lines.map((line, at) => (line.trim() !== '' && (at === 0 || allLost) ? indentation + line : line));
  return indented.join('\n') + ends;
}
