/** Prepares the browser-served workbench: a whole VS Code from the npm registry, kept in a cache outside the checkout. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths.ts';
import { runProgram } from './program.ts';
import { say, seconds } from './say.ts';

/** The npm package that ships VS Code 1.139 with its server and its built-in extensions. */
const packageName = 'code-server';
const packageVersion = '4.139.1';

/** Where VS Code lies inside an installation. */
const vscodeInside = join('node_modules', packageName, 'lib', 'vscode');

/** npm writes this file when all packages are in place, so where it is, an installation is whole. */
const wholeWhenThere = join('node_modules', '.package-lock.json');

/**
 * Answers with VS Code's folder, having installed it first where that was needed (15 s to a minute, 600 MB, once for
 * each version). Two preparations at once are harmless: each works in a folder of its own, the first to finish wins.
 */
export async function prepareWorkbench(cache = cacheFolder()): Promise<string> {
  const folder = join(cache, `workbench-${packageVersion}`);
  if (isWhole(folder)) return join(folder, vscodeInside);

  const startedAtMs = performance.now();
  say('preparing VS Code served to a browser, about 600 MB, once:');
  const ownFolder = `${folder}-preparing-${process.pid}`;
  try {
    await removeAbandoned(cache, `workbench-${packageVersion}-preparing-`);
    await install(ownFolder);
    await moveIntoPlace(ownFolder, folder);
  } finally {
    await rm(ownFolder, { recursive: true, force: true });
  }
  say(`prepared in ${seconds(startedAtMs)} in ${folder}`);
  return join(folder, vscodeInside);
}

function isWhole(folder: string): boolean {
  const vscode = join(folder, vscodeInside);
  return [folder, vscode, join(vscode, 'extensions')].every((part) => existsSync(join(part, wholeWhenThere)));
}

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const vscode = join(folder, vscodeInside);
  await npmInstall(folder, `1 of 3: ${packageName} ${packageVersion}`, [`${packageName}@${packageVersion}`]);
  await npmInstall(vscode, '2 of 3: what its server needs', ['--omit=dev']);
  await npmInstall(join(vscode, 'extensions'), '3 of 3: what its built-in extensions need', ['--omit=dev']);
}

/** Without install scripts: they compile modules that the workbench does without, and need headers to do so. */
async function npmInstall(folder: string, title: string, args: readonly string[]): Promise<void> {
  say(`  ${title} …`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runProgram('npm', ['install', ...args, ...quiet, '--prefix', folder], {
    cwd: folder,
    show: 'on-failure',
  });
  if (code !== 0) throw new Error(`npm install ended with ${code} in ${folder}; its output is above`);
}

/** A rename is one step, so nobody ever sees half an installation under the final name. */
async function moveIntoPlace(ownFolder: string, folder: string): Promise<void> {
  if (isWhole(folder)) return;
  await rm(folder, { recursive: true, force: true });
  try {
    await rename(ownFolder, folder);
  } catch (error) {
    if (!isWhole(folder)) throw error;
  }
}

/** Removes what preparations left behind whose process was killed. */
async function removeAbandoned(cache: string, prefix: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  for (const name of await readdir(cache)) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
    await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
