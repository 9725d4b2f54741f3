/** A real VS Code with the extension: served to a browser, in folders that are gone afterwards. */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { chromiumFlags, findOrInstallChromium } from '../../../scripts/chromium.ts';
import { stopDaemon } from '../../../scripts/daemon.ts';
import { userSettingsFile, writeUserSettings } from '../../../scripts/editor-settings.ts';
import { projectFolder, sampleFolder } from '../../../scripts/paths.ts';
import { prepareWorkbench } from '../../../scripts/workbench.ts';
import { startWorkbenchServer, type WorkbenchServer, workbenchAddress } from '../../../scripts/workbench-server.ts';
import { EditorWindow } from './editor-window.ts';

/** Long enough for a machine that is busy with something else; what is there is seen at once. */
const waitMs = 60_000;

/** What a person has set before the first question. */
export interface Setup {
  /** The content of `dualtrack.json`. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** VS Code settings of the user, above those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface EditorOptions extends Setup {
  /** VS Code settings that the workspace brings along. */
  readonly workspaceSettings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly askForTrust?: boolean;
  /** The extension counts as installed, as for a user of `npm start`; else as under development, which hides notifications. */
  readonly installed?: boolean;
  /** A package that is installed instead: nothing of the checkout runs in the editor. */
  readonly vsix?: string;
}

/** Call `close` in a hook that also runs after a failure; it ends windows, browser, server and daemon. */
export class Editor {
  readonly workspace: string;
  readonly dataDirectory: string;
  readonly #folder: string;
  readonly #server: WorkbenchServer;
  readonly #browser: Browser;
  readonly #installed: boolean;

  private constructor(folder: string, server: WorkbenchServer, browser: Browser, installed: boolean) {
    this.workspace = join(folder, 'workspace');
    this.dataDirectory = join(folder, 'data');
    this.#folder = folder;
    this.#server = server;
    this.#browser = browser;
    this.#installed = installed;
  }

  static async start(options: EditorOptions = {}): Promise<Editor> {
    const folder = await mkdtemp(join(tmpdir(), 'dualtrack-person-'));
    let server: WorkbenchServer | undefined;
    try {
      server = await serve(folder, options);
      const browser = await chromium.launch({
        executablePath: await findOrInstallChromium(),
        args: [...chromiumFlags],
      });
      return new Editor(folder, server, browser, options.installed === true || options.vsix !== undefined);
    } catch (error) {
      await server?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      throw error;
    }
  }

  /** Each window is a browser context of its own, hence an extension host of its own. Waits for the workbench. `language` such as `zh-cn`; English without it. */
  async openWindow(openFile = 'src/invoice.ts', language?: string): Promise<EditorWindow> {
    const page = await this.#browser.newPage({ viewport: { width: 1400, height: 900 } });
    // What a language pack sets before the workbench starts; none is needed for the extension's own texts.
    if (language !== undefined) {
      await page.addInitScript((name) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: name }), language);
    }
    page.setDefaultTimeout(waitMs);
    await page.goto(
      workbenchAddress({
        server: this.#server,
        folder: this.workspace,
        ...(!this.#installed && { extension: projectFolder }),
        openFile: join(this.workspace, openFile),
      }),
    );
    await page.locator('.statusbar').waitFor();
    return new EditorWindow(page);
  }

  /** From here on nothing was ever asked: no daemon, no data, the sample as it was, and what is set is this. */
  async beginAnew(setup: Setup): Promise<void> {
    await stopDaemon(this.dataDirectory);
    await rm(this.dataDirectory, { recursive: true, force: true, maxRetries: 5 });
    await writeFolder(this.#folder, setup);
  }

  async close(): Promise<void> {
    try {
      await this.#browser.close();
      await this.#server.stop();
      await stopDaemon(this.dataDirectory);
    } finally {
      await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function serve(folder: string, options: EditorOptions): Promise<WorkbenchServer> {
  await writeFolder(folder, options);
  if (options.workspaceSettings !== undefined) {
    const vscode = join(folder, 'workspace', '.vscode');
    await mkdir(vscode, { recursive: true });
    await writeFile(join(vscode, 'settings.json'), JSON.stringify(options.workspaceSettings));
  }
  return startWorkbenchServer({
    vscode: await prepareWorkbench(),
    dataFolder: dataFolderIn(folder),
    askForTrust: options.askForTrust ?? false,
    ...(options.installed === true && { installed: projectFolder }),
    ...(options.vsix !== undefined && { vsix: options.vsix }),
    env: {
      ...options.env,
      DUALTRACK_DATA_DIR: join(folder, 'data'),
      DUALTRACK_CONFIG: configurationFileIn(folder),
    },
  });
}

async function writeFolder(folder: string, { configuration = {}, settings }: Setup): Promise<void> {
  const workspace = join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });
  // What is in it, not the folder: a window may have it open.
  for (const name of await readdir(workspace)) await rm(join(workspace, name), { recursive: true });
  await cp(sampleFolder, workspace, { recursive: true });
  await writeFile(configurationFileIn(folder), JSON.stringify(configuration));
  await writeUserSettings(userSettingsFile(dataFolderIn(folder)), settings);
}

function dataFolderIn(folder: string): string {
  return join(folder, 'server');
}

function configurationFileIn(folder: string): string {
  return join(folder, 'dualtrack.json');
}
