/** How many tests passed, failed and were left out, as the stages of `npm test` hand it on and as it is printed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothingRan: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Names the file into which a test process in an editor writes its counts. */
export const countsFileVariable = 'DUALTRACK_TEST_COUNTS';

export function add(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/** The last line of every test run. */
export function inWords(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/** Silence is never a pass: a run without a test, or one that went wrong outside its tests, has one failure more. */
export function judge(counts: Counts, success: boolean): Counts {
  const silent = counts.passed + counts.failed + counts.skipped === 0;
  const unexplained = !success && counts.failed === 0;
  return silent || unexplained ? { ...counts, failed: counts.failed + 1 } : counts;
}

/** Called in the process that ran the tests; does nothing when nobody asked for counts. */
export function writeCounts(counts: Counts): void {
  const file = process.env[countsFileVariable];
  if (file) writeFileSync(file, JSON.stringify(counts));
}

/** Reads and removes what a test process wrote; nothing written means that nothing ran. */
export function takeCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return nothingRan;
  } finally {
    rmSync(file, { force: true });
  }
}
