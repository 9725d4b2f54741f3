// Runs one of the project's scripts on a machine that has only Node 20 and npm: installs the locked packages when they
// are missing or outdated, then hands over to Node 24, which comes with them. Plain JavaScript, because Node 20 runs it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const node24 = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const [script, ...options] = process.argv.slice(2);

if (script === undefined) fail('say which script to run, such as: node scripts/bootstrap.mjs test');
const reason = reasonToInstall();
if (reason !== null) install(reason);
handOver();

/** Compares what is installed with the lock file by content, so that a touched file costs nothing. Null: nothing to do. */
function reasonToInstall() {
  if (!existsSync(join(root, 'node_modules'))) return 'nothing is installed yet';
  if (!existsSync(node24)) return 'Node 24 is not installed yet';
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'an earlier installation did not finish';
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  for (const [folder, entry] of Object.entries(locked)) {
    if (folder === '' || (entry.optional && installed[folder] === undefined)) continue;
    if (installed[folder]?.version !== entry.version) return `${folder} ${entry.version} is locked, not installed`;
  }
  return null;
}

function install(why) {
  say(`installing the locked packages, because ${why} (npm ci, under a minute) …`);
  const startedAtMs = Date.now();
  const npm = process.env.npm_execpath;
  const ended =
    npm?.endsWith('.js') === true
      ? spawnSync(process.execPath, [npm, 'ci', '--loglevel=error'], { cwd: root, stdio: 'inherit' })
      : spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: windows });
  if (ended.status !== 0) fail(`npm ci ended with ${ended.status ?? ended.signal ?? ended.error?.message}; see above`);
  say(`installed in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

/** Signals reach the child by the terminal's process group; those sent to this process alone are passed on. */
function handOver() {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node24, [join(root, 'scripts', `${script}.ts`), ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function say(text) {
  console.log(`dualtrack: ${text}`);
}

function fail(text) {
  console.error(`dualtrack: ${text}`);
  process.exit(1);
}
