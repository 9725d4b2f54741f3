/** Runs test files with Node's own runner: one line a file, every failure in full, each reason to skip once; and counts. */
import { relative } from 'node:path';
import { finished } from 'node:stream/promises';
import { type EventData, run } from 'node:test';
import { inspect } from 'node:util';
import { type Counts, judge, nothingRan } from './counts.ts';
import { projectFolder } from './paths.ts';

const usuallyHungAfterMs = 600_000;

export interface NodeTestsOptions {
  /** How many files at a time. */
  readonly concurrency: number;
  /** A test, or a whole file, that takes longer has hung, and fails. Absent: ten minutes. */
  readonly hungAfterMs?: number;
  /** Above this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function runNodeTests(files: readonly string[], options: NodeTestsOptions): Promise<Counts> {
  if (files.length === 0) return judge(nothingRan, true);
  let counts = nothingRan;
  let success = true;
  const skipReasons = new Map<string, number>();
  const env = { ...process.env, ...options.env };
  const { concurrency, hungAfterMs = usuallyHungAfterMs } = options;
  const events = run({ files: [...files], cwd: projectFolder, concurrency, timeout: hungAfterMs, env })
    .on('test:stdout', ({ message }) => process.stdout.write(message))
    .on('test:stderr', ({ message }) => process.stdout.write(message))
    .on('test:pass', ({ skip }) => {
      if (skip) countReason(skipReasons, skip);
    })
    .on('test:fail', printFailure)
    .on('test:summary', (summary) => {
      if (summary.file !== undefined) return printFile(summary.file, summary);
      counts = countsIn(summary);
      success = summary.success;
    });
  events.resume();
  await finished(events);
  for (const [reason, times] of skipReasons) console.log(`  ${times} skipped: ${reason}`);
  return judge(counts, success);
}

function countReason(reasons: Map<string, number>, skip: string | true): void {
  const reason = skip === true ? 'without a reason' : skip;
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
}

/** A suite or file that failed only because a test in it did has been reported by that test. */
function printFailure({ name, file, line, details }: EventData.TestFail): void {
  const { error } = details;
  if ('failureType' in error && error.failureType === 'subtestsFailed') return;
  const place = file === undefined ? '' : ` (${relative(projectFolder, file)}:${line ?? 1})`;
  const text = inspect(error.cause ?? error).replace(/^/gm, '      ');
  console.log(`  ✗ ${name}${place}\n${text}`);
}

function printFile(file: string, summary: EventData.TestSummary): void {
  const { passed, failed, skipped } = countsIn(summary);
  const rest = `${failed > 0 ? `, ${failed} failed` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  const sign = failed > 0 ? '✗' : '✓';
  console.log(
    `  ${sign} ${relative(projectFolder, file)}: ${passed} passed${rest} (${summary.duration_ms.toFixed(0)} ms)`,
  );
}

function countsIn({ counts }: EventData.TestSummary): Counts {
  const skipped = counts.skipped + counts.todo;
  return { passed: counts.passed, failed: counts.tests - counts.passed - skipped, skipped };
}
