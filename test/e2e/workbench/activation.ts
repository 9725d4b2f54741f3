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

const mostAsked = 4;

/** In whole milliseconds. Call it once the extension's status bar item is there. */
export async function activationMs(window: EditorWindow): Promise<number> {
  const row = window.page.locator('.runtime-extensions-editor .extension', {
    has: window.page.locator('.name', { hasText: /^Dualtrack/ }),
  });
  const told = row.locator('.activation-time');
  // In a window that is still busy a command may be lost.
  for (let asked = 1; ; asked += 1) {
    await window.runCommand('Developer: Show Running Extensions');
    const isTold = await told.waitFor({ timeout: 15_000 }).then(
      () => true,
      () => false,
    );
    if (isTold) break;
    if (asked === mostAsked) throw new Error('VS Code does not tell of the activation');
  }
  const text = await told.innerText();
  const [, ms] = /Activation: (\d+) ?ms/.exec(text.replaceAll(/\s+/g, ' ')) ?? [];
  if (ms === undefined) throw new Error(`VS Code tells of the activation: ${text}`);
  return Number(ms);
}

/** Milliseconds, a figure a window. */
export interface Activations {
  /** While the window starts, as it comes to a user: beside the work of VS Code and all other extensions. */
  readonly atStart: readonly number[];
  /** By a command, in a window that has come to rest: the extension's own time. */
  readonly atRest: readonly number[];
}

/** After so long a window with a text has nothing left to do; one with a program's would have its language service at work. */
const restMs = 10_000;
const restingFile = 'README.md';

async function measure(windows: number): Promise<Activations> {
  return {
    atStart: await measurePackage(windows, {
      change: (manifest) => manifest,
      file: 'src/invoice.ts',
      begin: async () => {},
    }),
    atRest: await measurePackage(windows, {
      // Commands activate of themselves.
      change: (manifest) => ({ ...manifest, activationEvents: [] }),
      file: restingFile,
      begin: async (window) => {
        await window.page.waitForTimeout(restMs);
        // Without an answer it only says so, and takes no focus.
        await window.runCommand('Dualtrack: Ask a Follow-Up Question…');
      },
    }),
  };
}

interface Way {
  readonly change: Parameters<typeof packExtension>[1];
  /** Open in the window. */
  readonly file: string;
  /** Has the extension activated. */
  begin(window: EditorWindow): Promise<void>;
}

async function measurePackage(windows: number, { change, file, begin }: Way): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-activation-'));
  try {
    const { file: vsix } = await packExtension(folder, change);
    const editor = await Editor.start({ vsix });
    try {
      const figures: number[] = [];
      for (let count = 0; count < windows; count += 1) {
        const window = await editor.openWindow(file);
        // High enough for the whole list of extensions: it draws only the rows that can be seen.
        await window.page.setViewportSize({ width: 1400, height: 3_000 });
        await begin(window);
        await window.statusBarItem(/Dualtrack$/).waitFor();
        figures.push(await activationMs(window));
        await window.close();
      }
      return figures;
    } finally {
      await editor.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(JSON.stringify(await measure(Number(process.argv[2] ?? 5))));
