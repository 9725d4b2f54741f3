/**
 * How long the extension's activation takes by VS Code's own measure: loading its code and calling `activate`, as
 * “Developer: Show Running Extensions” tells it. As a program: of the package, in several windows, milliseconds as JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '../../../scripts/package.ts';
import { Editor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';

/** In whole milliseconds. Call it once the extension's status bar item is there. */
export async function activationMs(window: EditorWindow): Promise<number> {
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

async function measure(windows: number): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-activation-'));
  try {
    const { file } = await packExtension(folder);
    return await measurePackage(file, windows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measurePackage(vsix: string, windows: number): Promise<readonly number[]> {
  const editor = await Editor.start({ vsix });
  try {
    const figures: number[] = [];
    for (let count = 0; count < windows; count += 1) {
      const window = await editor.openWindow();
      await window.statusBarItem(/Dualtrack$/).waitFor();
      figures.push(await activationMs(window));
      await window.close();
    }
    return figures;
  } finally {
    await editor.close();
  }
}

if (import.meta.main) console.log(JSON.stringify(await measure(Number(process.argv[2] ?? 5))));
