/** The record of a ledger that has none, for tests that ask nothing of it. */
import type { Books } from '../../server/ledger/books.ts';

const none = async () => {
  throw new Error('this test has no books');
};

export const noBooks: Books = {
  timeZone: () => 'UTC',
  dayOf: () => '',
  rows: none,
  attempts: () => ({ [Symbol.asyncIterator]: () => ({ next: none }) }),
  requests: none,
  spendSeries: none,
  targetSeries: none,
  verify: none,
  correct: none,
  bookedUsage: none,
  importedGap: () => null,
  setImportedGap: none,
};
