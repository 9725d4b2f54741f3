/** Journals with anything in them: the ledger opens, tells what it set aside, and books on. */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import { readSegment, segmentStart } from '../../server/ledger/segment.ts';
import { directory, end, intent, open } from '../server/ledger/attempts.ts';
import { MemoryFiles } from '../server/ledger/memory-files.ts';
import { assertClear, assertUnpolluted, fuzz } from './fuzz.ts';
import { mutated } from './mutations.ts';

const file = `${directory}/journal-2026-11.jsonl`;
const requests = 6;
const written = await writtenFiles();
const journal = Buffer.from(written.bytes(file));
const derived = written
  .list(directory)
  .filter((name) => name.endsWith('.json'))
  .map((name) => `${directory}/${name}`);
const trueSpend = await spendOf(written);

describe('a journal of any bytes', () => {
  fuzz(
    'L4: is read as far as it is right, and told of; what is booked then is found again',
    'journal',
    mutated([journal]),
    async (bytes) => {
      const files = new MemoryFiles();
      files.put(file, bytes);
      await assertGoesOn(files);
    },
  );

  fuzz(
    'L1, L4: beside derived files of any bytes adds up to what it always did',
    'journal',
    fc.constantFrom(...derived).chain((name) => fc.tuple(fc.constant(name), mutated([written.bytes(name)]))),
    async ([name, bytes]) => {
      const files = written.copy();
      files.put(name, bytes);
      const { ledger, problems } = await open({ files: files.copy() });
      assert.deepEqual((await ledger.spend({ by: 'target' })).groups, trueSpend.groups);
      assert.equal(ledger.recent(100).length, requests);
      await ledger.close();
      for (const { message } of problems) assertClear(message);
      await assertGoesOn(files);
    },
  );
});

async function assertGoesOn(files: MemoryFiles): Promise<void> {
  const opened = await open({ files });
  for (const { message } of opened.problems) assertClear(message);
  const rows = opened.ledger.recent(100);
  assert.ok(
    new Set(rows.map(({ requestId, attempt }) => `${requestId} ${attempt}`)).size === rows.length,
    'rows twice',
  );
  opened.ledger.intend(intent(opened.clock, 'next'));
  const row = opened.ledger.settle('next', 1, end());
  assert.equal(row.outcome, 'success');
  assertFigures(await opened.ledger.spend({ by: 'day' }));
  await opened.ledger.close();
  const bytes = files.bytes(file);
  const lines = [...readSegment(files, file, segmentStart)].flatMap((step) => step.lines);
  assert.ok(
    lines.some((line) => line.t === 'settle' && line.r === 'next'),
    'what was booked is not in the file',
  );

  const again = await open({ files: files.copy() });
  // Not always the latest: rows are sorted by the numbers of their lines, and those may be what was changed.
  assert.ok(
    again.ledger.recent(100).some(({ requestId }) => requestId === 'next'),
    'what was booked is not found again',
  );
  await again.ledger.close();
  assert.ok(files.bytes(file).equals(bytes));
  assertUnpolluted();
}

function assertFigures(value: unknown): void {
  if (typeof value === 'number') assert.ok(Number.isSafeInteger(value), `${value}`);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) assertFigures(inner);
}

async function spendOf(files: MemoryFiles) {
  const { ledger } = await open({ files: files.copy() });
  const spend = await ledger.spend({ by: 'target' });
  await ledger.close();
  return spend;
}

async function writtenFiles(): Promise<MemoryFiles> {
  const { ledger, clock, files } = await open();
  for (let request = 1; request <= requests; request += 1) {
    ledger.intend(intent(clock, `r${request}`));
    if (request < requests) ledger.settle(`r${request}`, 1, end({ outcome: request === 2 ? 'timeout' : 'success' }));
    await clock.advance(1000);
  }
  await ledger.close();
  return files;
}
