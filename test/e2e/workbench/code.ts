#!/usr/bin/env node
/**
 * Stands in for the editor's executable: takes the arguments with which `@vscode/test-electron` starts a desktop
 * VS Code, and runs the same suite in the browser-served workbench. Ends with the suite's exit code.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, findOrInstallChromium } from '../../../scripts/chromium.ts';
import { outFolder } from '../../../scripts/paths.ts';
import { prepareWorkbench } from '../../../scripts/workbench.ts';
import { startWorkbenchServer, workbenchAddress } from '../../../scripts/workbench-server.ts';
import { suiteMark } from './suite-mark.ts';

/** Longer than any suite takes: an editor that shows no result by then has hung. */
const hungAfterMs = 900_000;

const options = readArguments(process.argv.slice(2));
const executablePath = await findOrInstallChromium();
const server = await startWorkbenchServer({
  vscode: await prepareWorkbench(),
  dataFolder: options.userDataFolder,
  askForTrust: options.askForTrust,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
try {
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  try {
    process.exitCode = await runSuite(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
  } finally {
    await browser.close();
  }
} finally {
  await server.stop();
}

/** Resolves with what the workbench gives as the suite's exit code; everything that is logged goes to a file. */
async function runSuite(page: Page): Promise<number> {
  const artifacts = join(outFolder, 'artifacts');
  await mkdir(artifacts, { recursive: true });
  const log = createWriteStream(join(artifacts, 'editor-suite.log'));
  const { promise: finished, resolve: finish } = Promise.withResolvers<number>();
  let done = false;
  const giveUp = (reason: string) => {
    if (done) return;
    console.error(`the suite did not finish: ${reason}; see ${log.path}`);
    finish(1);
  };
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    const text = args.map(String).join(' ');
    log.write(`${type} ${text}\n`);
    if (text.startsWith(suiteMark)) console.log(`  ${text.slice(suiteMark.length)}`);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
  page.on('crash', () => giveUp('the page crashed'));
  void server.ended.then(() => giveUp("VS Code's server ended"));
  const timer = setTimeout(() => giveUp(`no result within ${hungAfterMs} ms`), hungAfterMs);
  const { folder, extension, tests } = options;
  await page.goto(workbenchAddress({ server, folder, extension, tests }));
  const code = await finished;
  done = true;
  clearTimeout(timer);
  if (code !== 0) await page.screenshot({ path: join(artifacts, 'editor-suite-failed.png') });
  log.end();
  return code;
}

function readArguments(args: readonly string[]) {
  const argument = (name: string) => {
    const found = args.find((arg) => arg.startsWith(`--${name}=`));
    if (found === undefined) throw new Error(`--${name}=… is missing`);
    return found.slice(name.length + 3);
  };
  const folder = args.find((arg) => !arg.startsWith('-'));
  if (folder === undefined) throw new Error('the folder to open is missing');
  return {
    folder,
    extension: argument('extensionDevelopmentPath'),
    tests: argument('extensionTestsPath'),
    userDataFolder: argument('user-data-dir'),
    askForTrust: !args.includes('--disable-workspace-trust'),
  };
}
