/** Runs `test/e2e/editor/suite.ts` inside an editor by `@vscode/test-electron`: the served workbench, or a desktop VS Code. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build as bundle } from 'esbuild';
import { type Counts, countsFileVariable, judge, takeCounts } from './counts.ts';
import { stopDaemon } from './daemon.ts';
import { userSettingsFile, writeUserSettings } from './editor-settings.ts';
import { outFolder, projectFolder, sampleFolder } from './paths.ts';

export type Editor = 'workbench' | 'desktop';

/** Everything the run writes lies in one temporary folder, which is gone afterwards, and so is the daemon. */
export async function runEditorSuite(editor: Editor): Promise<Counts> {
  const suite = await bundleSuite();
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-suite-'));
  const dataDirectory = join(folder, 'data');
  try {
    return await runIn(editor, { suite, folder, dataDirectory });
  } finally {
    await stopDaemon(dataDirectory);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Place {
  readonly suite: string;
  readonly folder: string;
  readonly dataDirectory: string;
}

async function runIn(editor: Editor, { suite, folder, dataDirectory }: Place): Promise<Counts> {
  const workspace = join(folder, 'workspace');
  const userData = join(folder, 'user');
  const configurationFile = join(folder, 'dualtrack.json');
  const countsFile = join(folder, 'counts.json');
  await cp(sampleFolder, workspace, { recursive: true });
  await writeFile(configurationFile, '{}\n');
  await writeUserSettings(editor === 'desktop' ? join(userData, 'User', 'settings.json') : userSettingsFile(userData));
  const success = await runTests({
    ...(editor === 'workbench' ? { vscodeExecutablePath: join(projectFolder, 'test/e2e/workbench/code.ts') } : {}),
    extensionDevelopmentPath: projectFolder,
    extensionTestsPath: suite,
    launchArgs: [workspace, `--user-data-dir=${userData}`, `--extensions-dir=${join(userData, 'extensions')}`],
    extensionTestsEnv: {
      DUALTRACK_DATA_DIR: dataDirectory,
      DUALTRACK_CONFIG: configurationFile,
      [countsFileVariable]: countsFile,
    },
  }).then(
    () => true,
    (error: Error) => {
      console.error(`  ${error.message}`);
      return false;
    },
  );
  return judge(takeCounts(countsFile), success);
}

/** One CommonJS file, as the extension host loads it; mocha stays a package because it finds its own files. */
async function bundleSuite(): Promise<string> {
  const outfile = join(outFolder, 'e2e', 'suite.cjs');
  await bundle({
    entryPoints: [join(projectFolder, 'test/e2e/editor/suite.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22.19',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
