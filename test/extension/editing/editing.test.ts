/** The mechanisms of editing with a diff: the range that is followed, the blocks, the code in a growing answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { blockAt, blocksOf, dropBlock, type Proposal, takeBlock } from '../../../extension/editing/blocks.ts';
import { replacementIn, whileGrowing, withEdgesOf } from '../../../extension/editing/replacement.ts';
import { afterChanges } from '../../../extension/editing/tracked-range.ts';

describe('E2: the range of an edit', () => {
  const range = { start: 10, end: 20, isTouched: false };

  it('moves with what is typed before it, and stays with what is typed behind it', () => {
    assert.deepEqual(afterChanges(range, [{ offset: 3, length: 2, insertedLength: 5 }]), {
      start: 13,
      end: 23,
      isTouched: false,
    });
    assert.deepEqual(afterChanges(range, [{ offset: 20, length: 0, insertedLength: 4 }]), range);
    assert.deepEqual(afterChanges(range, [{ offset: 10, length: 0, insertedLength: 1 }]), {
      start: 11,
      end: 21,
      isTouched: false,
    });
  });

  it('knows that it was touched, and covers what was typed in it', () => {
    assert.deepEqual(afterChanges(range, [{ offset: 12, length: 1, insertedLength: 3 }]), {
      start: 10,
      end: 22,
      isTouched: true,
    });
    assert.deepEqual(afterChanges(range, [{ offset: 5, length: 10, insertedLength: 0 }]), {
      start: 5,
      end: 10,
      isTouched: true,
    });
  });

  it('holds the same text after any changes outside it', () => {
    const changes = fc.array(fc.record({ at: fc.nat(39), length: fc.nat(8), text: fc.string({ maxLength: 6 }) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(changes, (given) => {
        const text = Array.from({ length: 40 }, (_, at) => String.fromCharCode(65 + at)).join('');
        const outside: { at: number; length: number; text: string }[] = [];
        let free = 0;
        for (const change of given.toSorted((one, other) => one.at - other.at)) {
          const end = Math.min(40, change.at + change.length);
          if (change.at < free || (end > 10 && change.at < 20)) continue;
          outside.push({ ...change, length: end - change.at });
          free = end + 1;
        }
        const changed = outside
          .toReversed()
          .reduce((sofar, { at, length, text: put }) => sofar.slice(0, at) + put + sofar.slice(at + length), text);
        const after = afterChanges(
          range,
          outside.map(({ at, length, text: put }) => ({ offset: at, length, insertedLength: put.length })),
        );
        assert.equal(changed.slice(after.start, after.end), text.slice(10, 20));
        assert.equal(after.isTouched, false);
      }),
    );
  });
});

describe('E3: the blocks of a proposal', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 }).map((some) => some.join('\n'));
  const proposals = fc.record({ original: lines, proposed: lines });

  it('are what differs', () => {
    const proposal = { original: 'a\nb\nc\nd', proposed: 'a\nB\nc\nd\ne' };
    assert.deepEqual(blocksOf(proposal), [
      { originalLine: 1, originalCount: 1, proposedLine: 1, proposedCount: 1 },
      { originalLine: 4, originalCount: 0, proposedLine: 4, proposedCount: 1 },
    ]);
    assert.equal(blockAt(blocksOf(proposal), 2)?.proposedLine, 4);
    assert.equal(blockAt(blocksOf(proposal), 9)?.proposedLine, 4);
  });

  const decide = (proposal: Proposal, how: typeof takeBlock): Proposal => {
    const [first] = blocksOf(proposal);
    return first === undefined ? proposal : decide(how(proposal, first), how);
  };

  it('taken one by one, give the proposal; dropped one by one, the original', () => {
    fc.assert(
      fc.property(proposals, (proposal) => {
        assert.equal(decide(proposal, takeBlock).original, proposal.proposed);
        assert.equal(decide(proposal, dropBlock).proposed, proposal.original);
      }),
    );
  });

  it('are one fewer after each decision', () => {
    fc.assert(
      fc.property(proposals, fc.nat(), (proposal, at) => {
        const blocks = blocksOf(proposal);
        const block = blocks[at % Math.max(1, blocks.length)];
        if (block === undefined) return;
        assert.equal(blocksOf(takeBlock(proposal, block)).length < blocks.length, true);
        assert.equal(blocksOf(dropBlock(proposal, block)).length < blocks.length, true);
      }),
    );
  });
});

describe('the code in an answer', () => {
  it('is the inside of its first fence, whatever stands around', () => {
    assert.deepEqual(replacementIn('Here:\n```ts\nlet a;\n```\nDone.', true), { text: 'let a;', isWhole: true });
    assert.deepEqual(replacementIn('````md\n```\ninner\n```\n````', true), { text: '```\ninner\n```', isWhole: true });
    assert.deepEqual(replacementIn('let a;\n', true), { text: 'let a;', isWhole: true });
  });

  it('grows by whole lines, and never shows a fence', () => {
    const answer = 'Sure.\n```ts\nlet a;\nlet b;\n```\n';
    for (let length = 0; length <= answer.length; length += 1) {
      const { text } = replacementIn(answer.slice(0, length), false);
      assert.ok(['', 'let a;', 'let a;\nlet b;'].includes(text), JSON.stringify(text));
    }
    assert.equal(whileGrowing('1\n2\n3', 'a\nb'), 'a\nb\n3');
    assert.equal(whileGrowing('1\n2', ''), '1\n2');
  });

  it('keeps what it came to when the answer was cut', () => {
    assert.deepEqual(replacementIn('```\nlet a;\nlet', true), { text: 'let a;\nlet', isWhole: true });
  });

  it('has the indentation and the last line end of what it replaces', () => {
    assert.equal(withEdgesOf('    a();\n', 'b();'), '    b();\n');
    assert.equal(withEdgesOf('  if (a) {\n    b();\n  }', 'if (a) {\n    c();\n  }'), '  if (a) {\n    c();\n  }');
    assert.equal(withEdgesOf('  a();\n  b();', 'c();\nd();'), '  c();\n  d();');
    assert.equal(withEdgesOf('a();', '  b();'), '  b();');
  });
});
