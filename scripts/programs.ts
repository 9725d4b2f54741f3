/**
 * The project's programs for its tests, in one file each as they ship: from source they take three times as long to
 * start. A whole run of the tests bundles those that most files need once; a file that is run alone does so itself.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { optionsOf } from './build.ts';
import { projectFolder } from './paths.ts';

/** Names the folder of the programs that a whole run has bundled. */
export const programsVariable = 'DUALTRACK_TEST_PROGRAMS';

/** What a whole run bundles. */
export const commonEntries = ['server/main.ts', 'cli/main.ts'] as const;

const bundled = new Map<string, Promise<string>>();

/** The file of a program. `entry`: its main file, from the project's folder. Gone when this process has ended. */
export function programOf(entry: string): Promise<string> {
  const known = bundled.get(entry);
  if (known !== undefined) return known;
  const shared = process.env[programsVariable];
  const made =
    shared !== undefined && existsSync(fileIn(shared, entry))
      ? Promise.resolve(fileIn(shared, entry))
      : bundleInto(ownFolder(), entry);
  bundled.set(entry, made);
  return made;
}

/** Answers with the file that was made. */
export async function bundleInto(folder: string, entry: string): Promise<string> {
  const outfile = fileIn(folder, entry);
  await build({
    ...optionsOf(entry),
    entryPoints: [join(projectFolder, entry)],
    outfile,
    bundle: true,
  });
  return outfile;
}

function fileIn(folder: string, entry: string): string {
  return join(folder, `${entry.replace(/\.ts$/, '').replaceAll('/', '-')}.mjs`);
}

let own: string | undefined;

function ownFolder(): string {
  if (own === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'dualtrack-programs-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    own = folder;
  }
  return own;
}
