/** Bundles the five parts that ship: extension, daemon, its token worker, CLI and panel; `--watch` keeps doing so, `--minify` is for packages. */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, type BuildResult, build as bundle, context } from 'esbuild';
import { toOneByte } from './one-byte.ts';
import { distFolder, projectFolder } from './paths.ts';
import { say, seconds } from './say.ts';

interface Bundle {
  readonly part: string;
  readonly entry: string;
  readonly options: BuildOptions;
}

/** The oldest Node that runs the daemon is that of the oldest editor supported: see `engines.vscode` in package.json. */
const node: BuildOptions = { platform: 'node', target: 'node22.19' };

/** Some bundled packages are CommonJS and call `require`, which an ES module does not have by itself. */
const requireInModule = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const bundles: readonly Bundle[] = [
  {
    part: 'extension',
    entry: 'extension/main.ts',
    options: { ...node, outfile: 'dist/extension.cjs', format: 'cjs', external: ['vscode'] },
  },
  {
    part: 'daemon',
    entry: 'server/main.ts',
    options: { ...node, outfile: 'dist/daemon.mjs', format: 'esm', banner: { js: requireInModule } },
  },
  {
    part: 'tokens',
    entry: 'server/preview/token-worker.ts',
    options: { ...node, outfile: 'dist/token-worker.mjs', format: 'esm' },
  },
  {
    part: 'cli',
    entry: 'cli/main.ts',
    options: {
      ...node,
      outfile: 'dist/cli.mjs',
      format: 'esm',
      banner: { js: `#!/usr/bin/env node\n${requireInModule}` },
    },
  },
  {
    part: 'panel',
    entry: 'webview/main.ts',
    options: {
      platform: 'browser',
      target: 'es2024',
      outfile: 'dist/webview.js',
      format: 'esm',
      loader: { '.css': 'text' },
    },
  },
];

export interface BuildChoice {
  readonly minify: boolean;
}

/** Builds into `dist/` and prints the size of each part. Throws when a part does not build. */
export async function build(choice: BuildChoice): Promise<void> {
  const startedAtMs = performance.now();
  if (choice.minify) await rm(distFolder, { recursive: true, force: true });
  for (const { part, options } of wholeOptions(choice)) {
    const result = await bundle(options);
    if (choice.minify && part === 'daemon' && options.outfile !== undefined)
      await toOneByte(join(projectFolder, options.outfile));
    say(`built ${part.padEnd(9)} ${sizes(result)}`);
  }
  say(`built in ${seconds(startedAtMs)}`);
}

async function watch(choice: BuildChoice): Promise<void> {
  for (const { part, options } of wholeOptions(choice)) {
    const announce = {
      name: 'announce',
      setup: (build: import('esbuild').PluginBuild) =>
        build.onEnd((result) => say(result.errors.length > 0 ? `${part} does not build` : `${part} is built`)),
    };
    const watched = await context({ ...options, plugins: [announce] });
    await watched.watch();
  }
  say('watching; stop with Ctrl+C');
}

function wholeOptions(choice: BuildChoice) {
  return bundles.map(({ part, entry, options }) => {
    const whole: BuildOptions & { metafile: true } = {
      ...options,
      entryPoints: [entry],
      absWorkingDir: projectFolder,
      bundle: true,
      metafile: true,
      minify: choice.minify,
      sourcemap: choice.minify ? false : 'linked',
      legalComments: 'external',
      logLevel: 'warning',
    };
    return { part, options: whole };
  });
}

function sizes(result: BuildResult<{ metafile: true }>): string {
  return Object.entries(result.metafile.outputs)
    .filter(([file]) => !/\.(map|LEGAL\.txt)$/.test(file))
    .map(([file, output]) => `${basename(file)} ${(output.bytes / 1024).toFixed(0)} KiB`)
    .join(', ');
}

if (import.meta.main) {
  const choice = { minify: process.argv.includes('--minify') };
  await (process.argv.includes('--watch') ? watch(choice) : build(choice));
}
