/** Runs mocha tests inside an editor's extension host, and tells the stage that started the editor what came of them. */
import { inspect } from 'node:util';
import Mocha from 'mocha';
import { writeCounts } from '../../../scripts/counts.ts';
import { suiteMark } from './suite-mark.ts';

/**
 * `load` imports the test files, after mocha's `describe`, `it` and hooks are there as globals:
 * `runMocha(() => import('./ask.test.ts'))`. Rejects when a test failed, or when there was none.
 */
export async function runMocha(load: () => Promise<unknown>): Promise<void> {
  // The base of all reporters prints nothing: an editor's console is shared with everything else in it.
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: Mocha.reporters.Base });
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  await load();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => {
        counts.passed += 1;
        print(`✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
      })
      .on('fail', (test, error) => {
        counts.failed += 1;
        print(`✗ ${test.fullTitle()}\n${inspect(error)}`);
      })
      .on('pending', (test) => {
        counts.skipped += 1;
        print(`- ${test.fullTitle()}: skipped`);
      });
  });
  writeCounts(counts);
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
  if (counts.passed === 0) throw new Error('no test ran');
}

function print(text: string): void {
  for (const line of text.split('\n')) console.log(`${suiteMark}${line}`);
}
