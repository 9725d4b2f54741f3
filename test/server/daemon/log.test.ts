/** The daemon's log file: its lines, its bounded size, and what is never in it. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openLog } from '../../../server/daemon/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('the log file', () => {
  let folder = '';
  let file = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualtrack-log-'));
    file = join(folder, 'daemon.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is bounded: three generations lie before it, and the latest line is never lost', () => {
    const log = openLog(file, new FakeClock(), 1000);
    for (let number = 1; number <= 200; number += 1) log.write(`line ${number} ${'x'.repeat(40)}`);
    assert.deepEqual(readdirSync(folder).sort(), ['daemon.log', 'daemon.log.1', 'daemon.log.2', 'daemon.log.3']);
    for (const name of readdirSync(folder)) {
      const { size, mode } = statSync(join(folder, name));
      assert.ok(size <= 1000, `${name}: ${size}`);
      assert.equal(mode & 0o777, 0o600);
    }
    const numbers = ['.3', '.2', '.1', '']
      .flatMap((suffix) =>
        readFileSync(file + suffix, 'utf8')
          .trimEnd()
          .split('\n'),
      )
      .map((line) => Number(/line (\d+)/.exec(line)?.[1]));
    assert.deepEqual(
      numbers,
      Array.from({ length: numbers.length }, (_, index) => 201 - numbers.length + index),
    );
  });

  it('S1: of an older version is closed to other users when it is opened', () => {
    writeFileSync(file, 'old\n');
    chmodSync(file, 0o644);
    openLog(file, new FakeClock());
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('S4: holds of an error its kind and its place, and not its message', () => {
    openLog(file, new FakeClock()).error('the gateway failed', new TypeError('cannot read "my prompt"'));
    const text = readFileSync(file, 'utf8');
    assert.match(text, /Z error the gateway failed: TypeError\n {4}at /);
    assert.doesNotMatch(text, /my prompt/);
  });

  it('is made anew when it was taken away', () => {
    const log = openLog(file, new FakeClock());
    log.write('one');
    rmSync(file);
    log.write('two', 'warn');
    assert.match(readFileSync(file, 'utf8'), /^\S+Z warn {2}two\n$/);
  });
});
