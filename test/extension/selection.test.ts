/** Which code a question is about. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cursor, excerptsAt, lineRanges } from '../../extension/asking/selection.ts';

/** A cursor that selects `text` from the start of line `startLine` to a place in `endLine`. */
function selecting(text: string, startLine: number, endLine = startLine, endCharacter = 5): Cursor {
  return { startLine, endLine, endCharacter, text, lineText: 'the whole line' };
}

function standingIn(line: number, lineText: string): Cursor {
  return { startLine: line, endLine: line, endCharacter: 2, text: '', lineText };
}

describe('the code that is asked about', () => {
  it('E5: is the selection, with lines counted from 1', () => {
    assert.deepEqual(excerptsAt([selecting('a\nb', 4, 5)]), [{ fromLine: 5, toLine: 6, text: 'a\nb' }]);
  });

  it('E5: has line feeds only, whatever the document ends its lines with', () => {
    assert.equal(excerptsAt([selecting('a\r\nb\rc\n', 0, 3, 0)])[0]?.text, 'a\nb\nc\n');
  });

  it('E5: is every selection of several cursors, in the order of the document', () => {
    const excerpts = excerptsAt([selecting('later', 9), selecting('first', 1), standingIn(4, 'not selected')]);
    assert.deepEqual(
      excerpts.map(({ text }) => text),
      ['first', 'later'],
    );
  });

  it('E5: keeps two selections in one line apart', () => {
    assert.equal(excerptsAt([selecting('a', 3), selecting('b', 3)]).length, 2);
  });

  it('E5: is the line of the cursor when nothing is selected', () => {
    assert.deepEqual(excerptsAt([standingIn(2, '  return 1;')]), [{ fromLine: 3, toLine: 3, text: '  return 1;' }]);
  });

  it('E5: takes a line once that several cursors stand in', () => {
    assert.equal(excerptsAt([standingIn(2, 'x'), standingIn(2, 'x'), standingIn(3, 'y')]).length, 2);
  });

  it('E5: counts a selection of blanks as none', () => {
    assert.equal(excerptsAt([{ ...standingIn(2, 'code'), text: '  ' }])[0]?.text, 'code');
  });

  it('E5: is nothing in an empty line', () => {
    assert.deepEqual(excerptsAt([standingIn(2, '   ')]), []);
  });

  it('does not reach into a line before whose first character the selection ends', () => {
    assert.equal(lineRanges(excerptsAt([selecting('a\nb\n', 4, 6, 0)])), '5–6');
  });

  it('names single lines and ranges', () => {
    assert.equal(lineRanges(excerptsAt([selecting('a', 0), selecting('b\nc', 4, 5)])), '1, 5–6');
  });
});
