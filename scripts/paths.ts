/** Where things lie: the project, what it builds, and what it keeps outside the checkout. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
export const distFolder = join(projectFolder, 'dist');
/** Everything made on the way: types, bundled suites, screenshots. */
export const outFolder = join(projectFolder, 'out');
export const sampleFolder = join(projectFolder, 'sample');

/** What may be lost and fetched again, such as the browser-served workbench; never inside a checkout. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dualtrack');
}

/** The program of an installed package, to be run by Node, so that it is found the same way on every system. */
export function packageProgram(pathInNodeModules: string): string {
  return join(projectFolder, 'node_modules', pathInNodeModules);
}
