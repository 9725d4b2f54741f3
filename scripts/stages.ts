/** The stages of `npm test`: each says what it does, does it, and answers with counts. */
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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

/** Stages one after the other. */
export type Lane = readonly Stage[];

export const formatAndLint: Stage = {
  title: 'format and lint (biome)',
  run: () => asOneTest(() => runNode([packageProgram('@biomejs/biome/bin/biome'), 'check'], { show: 'on-failure' })),
};

export const types: Stage = {
  title: 'types (tsc)',
  run: () => asOneTest(() => runNode([packageProgram('typescript/bin/tsc'), '-b'], { show: 'on-failure' })),
};

/** One file more at a time than there are processors: those that start programs wait for them. */
export const unitTests = unitTestsAt(availableParallelism() + 1);

/** As many files at a time as there are processors. */
export const unitTestsBesideOthers = unitTestsAt(availableParallelism());

function unitTestsAt(concurrency: number): Stage {
  return { title: 'unit and daemon tests', run: () => runUnitTests(concurrency) };
}

async function runUnitTests(concurrency: number): Promise<Counts> {
  const files = globSync('test/**/*.test.ts', { cwd: projectFolder, exclude: ['test/e2e/**', 'test/packaging/**'] });
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-tests-'));
  try {
    await Promise.all(commonEntries.map((entry) => bundleInto(folder, entry)));
    // Each file is a process, and most load the same modules: what was compiled for one serves the others.
    const env = { [programsVariable]: folder, NODE_COMPILE_CACHE: join(folder, 'compiled') };
    return await runNodeTests(longestFirst(files), { concurrency, env });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

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

/** Two editors at a time: each has a browser of its own, and mostly waits for it. */
export const personTests: Stage = {
  title: 'tests as a person (VS Code in a browser)',
  run: () => runNodeTests(personFiles(), { concurrency: 2, hungAfterMs: 900_000 }),
};

/** Files that share an editor are imported by one of `together/`; every other one has an editor of its own. */
function personFiles(): readonly string[] {
  const folder = 'test/e2e/person';
  const together = globSync(`${folder}/together/*.ts`, { cwd: projectFolder }).sort();
  const imports = together.flatMap((file) =>
    readFileSync(join(projectFolder, file), 'utf8').match(/[\w-]+\.test\.ts/g),
  );
  const alone = globSync(`${folder}/*.test.ts`, { cwd: projectFolder }).filter(
    (file) => !imports.includes(basename(file)),
  );
  return [...together, ...alone.sort()];
}

/** Packs twice, and has an editor run what came out. */
export const packageTests: Stage = {
  title: 'the package (VSIX)',
  run: () => runNodeTests(globSync('test/packaging/**/*.test.ts', { cwd: projectFolder }).sort(), { concurrency: 1 }),
};

/**
 * Runs the steps in order, the lanes of a step beside one another; all stages also when one fails. Prints the counts
 * last, and answers with the exit code.
 */
export async function runStages(steps: readonly (Stage | readonly Lane[])[]): Promise<number> {
  const startedAtMs = performance.now();
  const lanes = steps.map((step) => ('run' in step ? [[step]] : step));
  const titles = lanes.flat(2).map(({ title }) => title);
  let total = nothingRan;
  const runLane = async (lane: Lane) => {
    for (const stage of lane) {
      const counts = await runStage(stage, `[${titles.indexOf(stage.title) + 1}/${titles.length}]`);
      // After the wait, not around it: another lane adds meanwhile.
      total = add(total, counts);
    }
  };
  for (const step of lanes) await Promise.all(step.map(runLane));
  say(`done in ${seconds(startedAtMs)}`);
  console.log(inWords(total));
  return total.failed > 0 ? 1 : 0;
}

async function runStage({ title, run }: Stage, number: string): Promise<Counts> {
  const startedAtMs = performance.now();
  say(`${number} ${title} …`);
  const counts = await run().catch(oneFailure);
  say(`${number} ${title}: ${inWords(counts)} (${seconds(startedAtMs)})`);
  return counts;
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
