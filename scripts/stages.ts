/** The stages of `npm test`: each says what it does, does it, and answers with counts. */
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.ts';
import { add, type Counts, inWords, nothingRan } from './counts.ts';
import { runEditorSuite } from './editor-suite.ts';
import { runNodeTests } from './node-tests.ts';
import { packageProgram, projectFolder } from './paths.ts';
import { runNode } from './program.ts';
import { bundleInto, commonEntries, programsVariable } from './programs.ts';
import { say, seconds } from './say.ts';

export interface Stage {
  readonly title: string;
  readonly run: () => Promise<Counts>;
}

export const formatAndLint: Stage = {
  title: 'format and lint (biome)',
  run: () => asOneTest(() => runNode([packageProgram('@biomejs/biome/bin/biome'), 'check'], { show: 'on-failure' })),
};

export const types: Stage = {
  title: 'types (tsc)',
  run: () => asOneTest(() => runNode([packageProgram('typescript/bin/tsc'), '-b'], { show: 'on-failure' })),
};

export const unitTests: Stage = {
  title: 'unit and daemon tests',
  run: async () => {
    const files = globSync('test/**/*.test.ts', { cwd: projectFolder, exclude: ['test/e2e/**', 'test/packaging/**'] });
    const folder = await mkdtemp(join(tmpdir(), 'dualtrack-tests-'));
    try {
      await Promise.all(commonEntries.map((entry) => bundleInto(folder, entry)));
      // Each file is a process, and most load the same modules: what was compiled for one serves the others.
      const env = { [programsVariable]: folder, NODE_COMPILE_CACHE: join(folder, 'compiled') };
      // One more than there are processors: files that start programs wait for them.
      return await runNodeTests(longestFirst(files), { concurrency: availableParallelism() + 1, env });
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Where the files lie that take long, the longest first: begun last, one of them would have the machine to itself. */
const longFolders = ['test/soak', 'test/webview', 'test/chaos', 'test/daemon', 'test/cli', 'test/faults'];

function longestFirst(files: readonly string[]): readonly string[] {
  const rank = (file: string) => {
    const found = longFolders.findIndex((folder) => file.startsWith(`${folder}/`));
    return found === -1 ? longFolders.length : found;
  };
  return files.toSorted((left, right) => rank(left) - rank(right) || left.localeCompare(right, 'en'));
}

export const bundles: Stage = {
  title: 'build',
  run: () => asOneTest(() => build({ minify: false }).then(() => 0)),
};

export const editorSuite: Stage = {
  title: "editor suite (in VS Code's extension host)",
  run: () => runEditorSuite('workbench'),
};

/** Two files at a time: each has an editor and a browser of its own, which start slowly and then mostly wait. */
export const personTests: Stage = {
  title: 'tests as a person (VS Code in a browser)',
  run: () => runNodeTests(globSync('test/e2e/person/**/*.test.ts', { cwd: projectFolder }).sort(), { concurrency: 2 }),
};

/** Packs twice, and has an editor run what came out. */
export const packageTests: Stage = {
  title: 'the package (VSIX)',
  run: () => runNodeTests(globSync('test/packaging/**/*.test.ts', { cwd: projectFolder }).sort(), { concurrency: 1 }),
};

/** Runs the stages in order, all of them also when one fails, and prints the counts last. Answers with the exit code. */
export async function runStages(stages: readonly Stage[]): Promise<number> {
  const startedAtMs = performance.now();
  let total = nothingRan;
  for (const [index, stage] of stages.entries()) {
    const stageStartedAtMs = performance.now();
    say(`[${index + 1}/${stages.length}] ${stage.title} …`);
    const counts = await stage.run().catch(oneFailure);
    say(`[${index + 1}/${stages.length}] ${stage.title}: ${inWords(counts)} (${seconds(stageStartedAtMs)})`);
    total = add(total, counts);
  }
  say(`done in ${seconds(startedAtMs)}`);
  console.log(inWords(total));
  return total.failed > 0 ? 1 : 0;
}

/** A check that either holds or not counts as one test. */
async function asOneTest(run: () => Promise<number>): Promise<Counts> {
  try {
    const passed = (await run()) === 0;
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
  } catch (error) {
    return oneFailure(error);
  }
}

/** A stage that could not run is a failure, and the next one runs all the same. */
function oneFailure(error: unknown): Counts {
  console.error(error);
  return { passed: 0, failed: 1, skipped: 0 };
}
