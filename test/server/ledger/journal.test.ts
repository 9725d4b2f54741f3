/** The journal's lines and segments: torn ends, corrupt lines, the chain, and clocks that go wrong. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLine, sealLine } from '../../../server/ledger/chain.ts';
import { readSegment, segmentStart } from '../../../server/ledger/segment.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { directory, end, intent, open, target } from './attempts.ts';
import { MemoryFiles } from './memory-files.ts';

const journal = `${directory}/journal-2026-11.jsonl`;
const onePrice = 1_200_000;

/** The journal of some settled attempts, closed, without a snapshot. */
async function journalOf(requests: number): Promise<MemoryFiles> {
  const { ledger, clock, files } = await open();
  for (let request = 1; request <= requests; request += 1) {
    ledger.intend(intent(clock, `r${request}`));
    ledger.settle(`r${request}`, 1, end());
    await clock.advance(1000);
  }
  await ledger.close();
  const left = new MemoryFiles();
  left.put(journal, files.bytes(journal));
  return left;
}

function chainHolds(files: MemoryFiles, file = journal): boolean {
  return [...readSegment(files, file, segmentStart)].every(({ troubles }) => troubles.length === 0);
}

describe('a line', () => {
  it('is one JSON object whose last key is the hash, chained from the line before', () => {
    const line = { t: 'segment', n: 7, v: 1, month: '2026-11', after: null } as const;
    const sealed = sealLine(line, '00112233aabbccdd');
    assert.ok(sealed.text.endsWith(`,"h":"${sealed.hash}"}\n`));
    assert.deepEqual({ ...JSON.parse(sealed.text), h: undefined }, { ...line, h: undefined });
    const text = sealed.text.slice(0, -1);
    assert.equal(openLine(text, { hash: '00112233aabbccdd', n: 6 }).status, 'good');
    assert.equal(openLine(text, { hash: '00112233aabbccde', n: 6 }).status, 'corrupt');
    assert.equal(openLine(text, { hash: '00112233aabbccde', n: 4 }).status, 'after-gap');
  });
});

describe('a torn tail', () => {
  it('L4: at every byte of the last line is set aside and reported, and the rest is read', async () => {
    const whole = await journalOf(3);
    const bytes = whole.bytes(journal);
    const lastLineAt = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    for (let cut = lastLineAt + 1; cut < bytes.length; cut += 1) {
      const files = new MemoryFiles();
      files.put(journal, bytes.subarray(0, cut));
      const { ledger, problems, clock } = await open({ files });
      const torn = problems.filter(({ kind }) => kind === 'torn-tail');
      assert.equal(torn.length, 1, `cut at ${cut}`);
      assert.match(torn[0]?.message ?? '', new RegExp(`\\(${cut - lastLineAt} bytes from byte ${lastLineAt}\\)`));
      assert.deepEqual(
        files.bytes(`${journal}.torn`),
        Buffer.concat([bytes.subarray(lastLineAt, cut), Buffer.from('\n')]),
      );
      assert.deepEqual(
        ledger.recent(10).map((row) => [row.requestId, row.outcome]),
        [
          ['r3', 'unknown'],
          ['r2', 'success'],
          ['r1', 'success'],
        ],
      );
      ledger.intend(intent(clock, 'next'));
      ledger.settle('next', 1, end());
      await ledger.close();
      assert.ok(chainHolds(files), `cut at ${cut}`);
    }
  });

  it('L4: in a folder that cannot be written is reported, and left where it is', async () => {
    const files = await journalOf(2);
    const torn = files.bytes(journal).subarray(0, -10);
    files.put(journal, torn);
    files.failWith = 'EROFS';
    const { ledger, problems } = await open({ files });
    assert.deepEqual(
      problems.map(({ kind }) => kind).filter((kind) => kind !== 'unwritable'),
      ['torn-tail', 'dangling-attempts'],
    );
    assert.equal(ledger.recent(10).length, 2);
    assert.deepEqual(files.bytes(journal), torn);
    await ledger.close();
  });
});

describe('a corrupt line', () => {
  /** Byte ranges of the settlements, the last one not among them. */
  const settlements = (files: MemoryFiles) =>
    [...files.text(journal).matchAll(/^\{"t":"settle".*\n/gm)]
      .slice(0, -1)
      .map((match) => [match.index, match[0]] as const);

  it('L4: in the middle is left out and reported with its place; its attempt counts as unknown', async () => {
    const whole = await journalOf(3);
    for (const [index, line] of settlements(whole)) {
      const files = whole.copy();
      files.put(
        journal,
        `${whole.text(journal).slice(0, index)}${'x'.repeat(line.length - 1)}\n${whole.text(journal).slice(index + line.length)}`,
      );
      const { ledger, problems } = await open({ files });
      const corrupt = problems.filter(({ kind }) => kind === 'corrupt-line');
      assert.equal(corrupt.length, 1);
      assert.match(corrupt[0]?.message ?? '', new RegExp(`at byte ${index} `));
      const today = ledger.today();
      assert.deepEqual([today.attempts, today.unknownCost, today.billedCostNanoUsd], [3, 1, 2 * onePrice]);
      assert.ok(files.text(journal).startsWith(whole.text(journal).slice(0, index)), 'the journal is not rewritten');
      await ledger.close();
    }
  });

  it('L4: with one figure changed is not believed', async () => {
    const files = await journalOf(3);
    files.put(journal, files.text(journal).replace(`"c":${onePrice}`, '"c":1'));
    const { ledger, problems } = await open({ files });
    assert.ok(
      problems.some(
        ({ kind, message }) => kind === 'corrupt-line' && message.includes('its hash does not fit its content'),
      ),
    );
    assert.equal(ledger.today().billedCostNanoUsd, 2 * onePrice);
    assert.equal(ledger.today().unknownCost, 1);
    await ledger.close();
  });

  it('L4: that was an intent leaves its settlement counted, under a name that says so', async () => {
    const files = await journalOf(2);
    files.put(journal, files.text(journal).replace('{"t":"intent"', '{"t":"intEnt"'));
    const { ledger } = await open({ files });
    assert.equal(ledger.today().billedCostNanoUsd, 2 * onePrice);
    const { groups } = await ledger.spend({ by: 'target' });
    assert.deepEqual(groups.map(({ key }) => key).sort(), ['(lost)@lost', 'gpt-4.1@relay']);
    await ledger.close();
  });

  it('L4: lines taken out are reported as missing, those after them count', async () => {
    const files = await journalOf(3);
    const lines = files.text(journal).split('\n');
    lines.splice(3, 2);
    files.put(journal, lines.join('\n'));
    const { ledger, problems } = await open({ files });
    assert.ok(
      problems.some(({ kind, message }) => kind === 'missing-lines' && message.includes('lacks the lines 3 to 4')),
    );
    assert.equal(ledger.today().attempts, 2);
    await ledger.close();
  });
});

describe('a settlement that stands in the journal twice', () => {
  it('L2: counts once', async () => {
    const files = await journalOf(2);
    const text = files.text(journal);
    const lines = text.trimEnd().split('\n');
    const { h, ...last } = JSON.parse(lines.at(-1) ?? '');
    const line = { ...last, n: last.n + 1 };
    files.put(journal, text + sealLine(line, h).text);
    const { ledger, problems } = await open({ files });
    assert.deepEqual(problems, []);
    assert.equal(ledger.today().attempts, 2);
    assert.equal(ledger.today().billedCostNanoUsd, 2 * onePrice);
    await ledger.close();
  });
});

describe('segments', () => {
  it('hold the attempts that started in their month, each with an unbroken chain', async () => {
    const clock = new FakeClock('2026-11-30T23:59:59.500Z');
    const { ledger, files } = await open({ clock });
    ledger.intend(intent(clock, 'before'));
    await clock.advance(1000);
    ledger.intend(intent(clock, 'after'));
    ledger.settle('before', 1, end());
    ledger.settle('after', 1, end());
    const december = `${directory}/journal-2026-12.jsonl`;
    assert.equal(files.text(journal).match(/"r":"before"/g)?.length, 2);
    assert.equal(files.text(december).match(/"r":"after"/g)?.length, 2);
    assert.match(files.text(december), /"after":\{"month":"2026-11","hash":"[0-9a-f]{16}"\}/);
    assert.ok(chainHolds(files) && chainHolds(files, december));
    await ledger.close();
    files.remove(`${directory}/ledger.json`);
    const again = await open({ clock, files });
    assert.deepEqual(
      again.ledger.recent(10).map((row) => row.requestId),
      ['after', 'before'],
    );
    assert.deepEqual(again.problems, []);
    await again.ledger.close();
  });

  it('keep the order of booking when the clock goes back', async () => {
    const { ledger, clock, files } = await open();
    for (const request of ['r1', 'r2', 'r3']) {
      ledger.intend(intent(clock, request));
      ledger.settle(request, 1, end());
      clock.setEpoch(clock.epochMs() - 20 * 86_400_000);
    }
    const order = ['r3', 'r2', 'r1'];
    assert.deepEqual(
      ledger.recent(10).map((row) => row.requestId),
      order,
    );
    await ledger.close();
    files.remove(`${directory}/ledger.json`);
    const again = await open({ clock: new FakeClock(), files });
    assert.deepEqual(again.problems, []);
    assert.deepEqual(
      again.ledger.recent(10).map((row) => row.requestId),
      order,
    );
    await again.ledger.close();
  });

  it('a clock that ran years ahead and was set right leaves exact sums', async () => {
    const clock = new FakeClock();
    const { ledger, files } = await open({ clock });
    const book = (request: string) => {
      ledger.intend(intent(clock, request));
      ledger.settle(request, 1, end());
    };
    const now = clock.epochMs();
    book('before');
    clock.setEpoch(Date.parse('2031-05-05T12:00:00Z'));
    book('ahead');
    // The snapshot is due: it lets go of hours that seem years old.
    await clock.advance(61_000);
    clock.setEpoch(now + 60_000);
    book('after');
    assert.equal(ledger.today().attempts, 2);
    assert.equal((await ledger.spend({ from: '2026-01-01T00:00:00Z', to: '2032-01-01T00:00:00Z' })).totals.attempts, 3);
    await ledger.close();
    const again = await open({ clock, files });
    assert.equal(again.ledger.today().attempts, 2);
    await again.ledger.close();
  });

  it('writes are synced to the disk together, shortly after', async () => {
    const { ledger, clock, files } = await open();
    for (const request of ['r1', 'r2', 'r3']) {
      ledger.intend(intent(clock, request));
      ledger.settle(request, 1, end());
    }
    assert.equal(files.syncs, 0);
    await clock.advance(1_000);
    assert.equal(files.syncs, 1);
    await clock.advance(1000);
    assert.equal(files.syncs, 1);
    await ledger.close();
    assert.equal(clock.pending, 0);
  });

  it('a sync that failed is told until it succeeds, which is tried again also when nobody writes', async () => {
    const { ledger, clock, files } = await open();
    ledger.intend(intent(clock, 'r1'));
    files.failWith = 'EIO';
    files.bytesBeforeFailure = 10_000;
    await clock.advance(1_000);
    const told = () => ledger.problems().map(({ kind }) => kind);
    assert.deepEqual(told(), ['unsynced']);
    ledger.settle('r1', 1, end());
    assert.deepEqual(told(), ['unsynced'], 'a line that could be written says nothing of the disk');
    await clock.advance(10_000);
    assert.deepEqual(told(), ['unsynced']);
    files.failWith = null;
    await clock.advance(1_000);
    assert.deepEqual(told(), []);
    await ledger.close();
    assert.equal(clock.pending, 0);
  });

  it('attempts of any text are read back as they were', async () => {
    const { ledger, clock, files } = await open();
    const strange = { workspace: 'C:\\work\n"quoted"\u2028', branch: 'zweig/ünïcode-枝', client: '__proto__' };
    ledger.intend(
      intent(clock, '"h":"', { target: target('model@2025@relay'), origin: strange, profile: 'constructor' }),
    );
    const row = ledger.settle('"h":"', 1, end());
    const expected = await ledger.spend({ by: 'client' });
    await ledger.close();
    files.remove(`${directory}/ledger.json`);
    const again = await open({ clock, files });
    assert.deepEqual(again.ledger.recent(1), [row]);
    assert.deepEqual(await again.ledger.spend({ by: 'client' }), expected);
    await again.ledger.close();
  });
});
