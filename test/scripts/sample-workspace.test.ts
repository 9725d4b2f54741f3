/** The sample that `npm start` opens is a repository of its own, and what was changed in it stays. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { prepareSample } from '../../scripts/sample-workspace.ts';

describe('the sample of npm start', () => {
  let cache = '';
  before(async () => {
    cache = await mkdtemp(join(tmpdir(), 'dualtrack-sample-'));
  });
  after(() => rm(cache, { recursive: true, force: true }));
  const git = (...args: string[]) => execFileSync('git', ['-C', join(cache, 'sample'), ...args], { encoding: 'utf8' });

  it('is a repository with everything in it', { skip: !hasGit() }, async () => {
    assert.equal(await prepareSample(join(cache, 'sample')), join(cache, 'sample'));
    assert.equal(git('status', '--porcelain'), '');
    assert.match(git('ls-files'), /^src\/invoice\.ts$/m);
    assert.deepEqual(readdirSync(cache), ['sample']);
  });

  it('stays as a person has changed it', async () => {
    await prepareSample(join(cache, 'sample'));
    const file = join(cache, 'sample', 'src', 'invoice.ts');
    await appendFile(file, '// mine\n');
    await prepareSample(join(cache, 'sample'));
    assert.match(await readFile(file, 'utf8'), /\/\/ mine\n$/);
  });
});

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
}
