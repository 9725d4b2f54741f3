/** An edit on the sandbox is one that can be looked at, taken and dropped. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildEditPrompt } from '../../../extension/editing/edit-prompt.ts';
import { replacementIn } from '../../../extension/editing/replacement.ts';
import { simulate } from '../../../server/sandbox/simulate.ts';

describe('a simulated edit', () => {
  it('gives the selected code back under a comment that says it is simulated', () => {
    const code = { file: 'a.py', language: 'python', excerpts: [{ fromLine: 2, toLine: 3, text: '    a()\n    b()' }] };
    const chat = buildEditPrompt('Shorter.', code, { before: 'def f():', after: 'f()' });
    const [choice] = simulate(1, 'gpt-4.1', chat).choices;
    const { text, isWhole } = replacementIn(choice?.deltas.join('') ?? '', true);
    assert.equal(isWhole, true);
    assert.equal(text, '    # A simulated edit in the name of gpt-4.1; no model was asked.\n    a()\n    b()');
  });
});
