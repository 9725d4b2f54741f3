/** A configuration file that is no JSON is refused by the line of the mistake, without a word of its text. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineOfMistake } from '../../../server/daemon/configuration-file.ts';

describe('a configuration file that is no JSON', () => {
  for (const [what, text, line] of [
    ['a missing value', '{\n  "tracks": {\n    "a":\n  }\n}', 4],
    ['a comma too many', '{\n  "a": 1,\n}\n', 3],
    ['a comma too few', '{\n  "a": 1\n  "b": 2\n}', 3],
    ['a comment', '{\n  // why\n  "a": 1\n}', 2],
    ['a single quote', "{\n\n\n  'a': 1\n}", 4],
    ['a string over two lines', '{\n  "a": "b\nc"\n}', 2],
    ['something after the end', '{\n}\n}', 3],
    ['no end', '{\n  "a": [1,\n  2', 3],
    ['nothing', '', 1],
  ] as const) {
    it(`is refused with the line of ${what}`, () => assert.equal(lineOfMistake(text), line));
  }
});
