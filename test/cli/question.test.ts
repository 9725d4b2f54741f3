/** `--file`: which lines of which file are asked about, and how they are put into the question. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseFilePart, readFilePart } from '../../cli/question.ts';

const none = () => false;

describe('--file', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualtrack-question-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('names a file, a line or a range of lines', () => {
    assert.deepEqual(parseFilePart('a.ts', none), { file: 'a.ts', lines: null });
    assert.deepEqual(parseFilePart('a.ts:7', none), { file: 'a.ts', lines: { from: 7, to: 7 } });
    assert.deepEqual(parseFilePart('C:\\a.ts:2-9', none), { file: 'C:\\a.ts', lines: { from: 2, to: 9 } });
  });

  it('means a file whose name ends like a line as a whole', () => {
    assert.deepEqual(
      parseFilePart('notes:7', () => true),
      { file: 'notes:7', lines: null },
    );
  });

  for (const text of ['a.ts:0', 'a.ts:9-2']) {
    it(`refuses ${text}, naming it`, () => {
      assert.throws(() => parseFilePart(text, none), { name: 'UsageError', message: new RegExp(`got ${text}$`) });
    });
  }

  it('becomes a block that says where it is from and cannot be ended by its own text', () => {
    const file = join(folder, 'a.md');
    writeFileSync(file, 'one\n```\ntwo\n');
    assert.equal(readFilePart({ file, lines: null }), `${file}:\n\`\`\`\`md\none\n\`\`\`\ntwo\n\`\`\`\``);
    assert.match(readFilePart({ file, lines: { from: 3, to: 9 } }), /a\.md, lines 3-3:\n```md\ntwo/);
    assert.throws(() => readFilePart({ file, lines: { from: 8, to: 9 } }), /has \(3\), got 8-9/);
  });
});
