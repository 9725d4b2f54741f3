/**
 * How long the extension's activation takes, of the package, in several windows: its own processor time for loading its
 * code and calling `activate`, and beside it the time VS Code tells of, which is full of what else a window starts. As
 * a program: milliseconds as JSON.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packExtension } from '../../../scripts/package.ts';
import { Editor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';

const hook = fileURLToPath(new URL('./activation-hook.cjs', import.meta.url));

/** By “Developer: Show Running Extensions”, in whole milliseconds. Call it once the extension's status bar item is there. */
async function toldMs(window: EditorWindow): Promise<number> {
  await window.runCommand('Developer: Show Running Extensions');
  const row = window.page.locator('.runtime-extensions-editor .extension', {
    has: window.page.locator('.name', { hasText: /^Dualtrack/ }),
  });
  const told = row.locator('.activation-time');
  await told.waitFor();
  const text = await told.innerText();
  const [, ms] = /Activation: (\d+) ?ms/.exec(text.replaceAll(/\s+/g, ' ')) ?? [];
  if (ms === undefined) throw new Error(`VS Code tells of the activation: ${text}`);
  return Number(ms);
}

async function measure(windows: number): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-activation-'));
  try {
    const { file } = await packExtension(folder);
    const ownFile = join(folder, 'own-ms');
    const told = await measurePackage(file, windows, ownFile);
    const own = (await readFile(ownFile, 'utf8')).trim().split('\n').map(Number);
    return { own, told };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measurePackage(vsix: string, windows: number, ownFile: string): Promise<readonly number[]> {
  const env = { NODE_OPTIONS: `--require ${hook}`, DUALTRACK_ACTIVATION_FILE: ownFile };
  const editor = await Editor.start({ vsix, env });
  try {
    const figures: number[] = [];
    for (let count = 0; count < windows; count += 1) {
      const window = await editor.openWindow();
      await window.statusBarItem(/Dualtrack$/).waitFor();
      figures.push(await toldMs(window));
      await window.close();
    }
    return figures;
  } finally {
    await editor.close();
  }
}

if (import.meta.main) console.log(JSON.stringify(await measure(Number(process.argv[2] ?? 5))));
