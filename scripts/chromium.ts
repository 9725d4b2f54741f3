/** Finds a Chromium, or brings one: the system's package as root on Debian, else Playwright's download. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { packageProgram } from './paths.ts';
import { runNode, runProgram } from './program.ts';
import { say } from './say.ts';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** These run it as root, without a display and without the internet. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Answers with the browser's program; throws one sentence that says what to install when there is no way to one. */
export async function findOrInstallChromium(): Promise<string> {
  return findChromium() ?? (await installPackage()) ?? (await downloadByPlaywright()) ?? giveUp();
}

function findChromium(): string | undefined {
  const named = process.env.DUALTRACK_CHROMIUM;
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(`DUALTRACK_CHROMIUM must name a Chromium program, got ${named}`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => programs.map((program) => join(folder, program))).find(isProgram);
  return onPath ?? [...macPrograms, chromium.executablePath()].find(isProgram);
}

const macPrograms = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

async function installPackage(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  say('no Chromium found: installing the Debian package (a minute or two) …');
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' }, show: 'on-failure' } as const;
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    if ((await runProgram('apt-get', args, quiet)) !== 0) return undefined;
  }
  return findChromium();
}

async function downloadByPlaywright(): Promise<string | undefined> {
  say('no Chromium found: downloading one by Playwright …');
  const code = await runNode([packageProgram('playwright-core/cli.js'), 'install', 'chromium']);
  return code === 0 ? findChromium() : undefined;
}

function giveUp(): never {
  throw new Error(
    'No Chromium was found or could be installed: install Chromium, Chrome or Edge, or name one in DUALTRACK_CHROMIUM, then run this again.',
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
