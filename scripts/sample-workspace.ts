/** The workspace that `npm start` opens: a copy of the sample outside the checkout, as a git repository where git is. */
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleFolder } from './paths.ts';
import { runProgram } from './program.ts';

/** Made once: what a person has changed in it is there again the next time. Never rejects because of git. */
export async function prepareSample(folder: string): Promise<string> {
  if (existsSync(folder)) return folder;
  const ownFolder = `${folder}-preparing-${process.pid}`;
  try {
    await cp(sampleFolder, ownFolder, { recursive: true });
    if (!(await makeRepository(ownFolder))) await rm(join(ownFolder, '.git'), { recursive: true, force: true });
    await rename(ownFolder, folder);
  } finally {
    await rm(ownFolder, { recursive: true, force: true });
  }
  return folder;
}

/** Without the person's templates, hooks and signatures: nothing of theirs is run or asked for. */
async function makeRepository(folder: string): Promise<boolean> {
  const author = ['-c', 'user.name=Dualtrack', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgSign=false'];
  for (const args of [
    ['init', '--quiet', '--initial-branch=main', '--template='],
    ['add', '--all'],
    [...author, 'commit', '--quiet', '--no-verify', '--message=The sample as it ships'],
  ]) {
    const code = await runProgram('git', args, { cwd: folder, show: 'on-failure' }).catch(() => 1);
    if (code !== 0) return false;
  }
  return true;
}
