/** `npm start`: builds, and opens VS Code with the extension on the sample workspace; nothing in it costs money. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { stopDaemon } from './daemon.ts';
import { userSettingsFile, writeUserSettings } from './editor-settings.ts';
import { cacheFolder, projectFolder } from './paths.ts';
import { runProgram } from './program.ts';
import { prepareSample } from './sample-workspace.ts';
import { fail, say } from './say.ts';
import { prepareWorkbench } from './workbench.ts';
import { startWorkbenchServer, workbenchAddress } from './workbench-server.ts';

const usage = 'npm start -- [--browser] [--port PORT] [--no-open]';

const options = readOptions();
const place = await startPlace();
await build({ minify: false }).catch((error: Error) => fail(`the build failed: ${error.message}`));
if (!options.browser && isOnPath('code')) await openDesktop();
else await serveBrowser();

/** A data directory and a configuration of their own: trying things out never reads or spends what is configured elsewhere. */
async function startPlace() {
  const folder = join(cacheFolder(), 'start');
  const dataDirectory = join(folder, 'data');
  const configurationFile = join(folder, 'dualtrack.json');
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await writeFile(configurationFile, '{}\n', { flag: 'wx' }).catch(() => undefined);
  const env = { DUALTRACK_DATA_DIR: dataDirectory, DUALTRACK_CONFIG: configurationFile };
  const workspace = await prepareSample(join(folder, 'sample'));
  return { folder, dataDirectory, env, workspace, firstFile: join(workspace, 'src', 'invoice.ts') };
}

async function openDesktop(): Promise<void> {
  const userData = join(place.folder, 'code');
  await writeUserSettings(join(userData, 'User', 'settings.json'), {}, { keep: true });
  say('opening VS Code; close its window to stop');
  sayWhatToDo();
  const args = ['--wait', '--new-window', '--disable-workspace-trust', `--user-data-dir=${userData}`];
  const code = await runProgram(
    'code',
    [...args, `--extensionDevelopmentPath=${projectFolder}`, place.workspace, place.firstFile],
    { env: place.env },
  );
  await stopDaemon(place.dataDirectory).catch((error: Error) => fail(error.message));
  process.exitCode = code;
}

async function serveBrowser(): Promise<void> {
  const vscode = await prepareWorkbench().catch((error: Error) => fail(error.message));
  const dataFolder = join(place.folder, 'server');
  await writeUserSettings(userSettingsFile(dataFolder), {}, { keep: true });
  const server = await startWorkbenchServer({
    vscode,
    dataFolder,
    port: options.port,
    token: randomBytes(24).toString('base64url'),
    installed: projectFolder,
    env: place.env,
  }).catch((error: Error) => fail(error.message));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say('stopping …');
    await server.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  const address = workbenchAddress({ server, folder: place.workspace, openFile: place.firstFile });
  say('VS Code with Dualtrack is served to this machine only, at');
  console.log(`\n  ${address}\n`);
  sayWhatToDo();
  say(
    'a key that VS Code keeps in a browser is gone when the page is reloaded; one from an environment variable stays',
  );
  say('stop with Ctrl+C');
  if (options.open) await openBrowser(address);
  await server.ended;
  await stopDaemon(place.dataDirectory).catch((error: Error) => fail(error.message));
  if (!stopping) fail(`VS Code's server ended by itself; its log is ${join(dataFolder, 'server.log')}`);
  say('stopped');
}

function sayWhatToDo(): void {
  say('select some code, press F1, and run "Dualtrack: Ask About Selection…"; models are simulated, nothing is spent');
  say(`the same daemon in a terminal: DUALTRACK_DATA_DIR='${place.dataDirectory}' npx dualtrack spend`);
}

/** Where there is no display the printed address is all there is. */
async function openBrowser(address: string): Promise<void> {
  const openers = { darwin: 'open', win32: 'explorer' } as const;
  const opener = process.platform === 'darwin' || process.platform === 'win32' ? openers[process.platform] : 'xdg-open';
  const hasDisplay = opener !== 'xdg-open' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (!hasDisplay || !isOnPath(opener)) return;
  await runProgram(opener, [address], { show: 'on-failure' }).catch(() => undefined);
}

function isOnPath(program: string): boolean {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  return (process.env.PATH ?? '').split(delimiter).some((folder) =>
    endings.some((ending) => {
      try {
        accessSync(join(folder, program + ending), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        open: { type: 'boolean', default: true },
      },
      allowNegative: true,
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      fail(`--port must be a port from 0 to 65535, got ${values.port}; usage: ${usage}`);
    }
    return { ...values, port };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}; usage: ${usage}`);
  }
}
