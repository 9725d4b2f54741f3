/**
 * Bundles the parts that ship: extension, daemon, its token worker, its telemetry, CLI and panel; `--watch` keeps doing
 * so, `--minify` is for packages.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, build as bundle, context, type Metafile } from 'esbuild';
import { lazyBuiltins, leanPackages, tokenizerData } from './bundle-plugins.ts';
import { inCommonJsPieces } from './common-js-pieces.ts';
import { toOneByte } from './one-byte.ts';
import { distFolder, projectFolder } from './paths.ts';
import { say, seconds } from './say.ts';

interface Bundle {
  readonly part: string;
  readonly entry: string;
  readonly file: string;
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
    file: 'extension.cjs',
    // What activation does not need lies in files of its own, which the editor does not read before.
    options: { ...node, ...inCommonJsPieces('extension'), external: ['vscode'] },
  },
  {
    part: 'daemon',
    entry: 'server/main.ts',
    file: 'daemon.mjs',
    options: { ...node, format: 'esm', banner: { js: requireInModule }, plugins: [leanPackages, lazyBuiltins] },
  },
  {
    part: 'tokens',
    entry: 'server/preview/token-worker.ts',
    file: 'token-worker.mjs',
    options: { ...node, format: 'esm' },
  },
  {
    part: 'telemetry',
    entry: 'server/telemetry/otlp-exporter.ts',
    file: 'telemetry.mjs',
    options: { ...node, format: 'esm', banner: { js: requireInModule } },
  },
  {
    part: 'cli',
    entry: 'cli/main.ts',
    file: 'cli.mjs',
    options: { ...node, format: 'esm', banner: { js: `#!/usr/bin/env node\n${requireInModule}` } },
  },
  {
    part: 'panel',
    entry: 'webview/main.ts',
    file: 'webview.js',
    options: { platform: 'browser', target: 'es2024', format: 'esm', loader: { '.css': 'text' } },
  },
];

/** How a program is bundled: as the part that ships when its main file is one's, else plainly. */
export function optionsOf(entry: string): BuildOptions {
  const part = bundles.find((one) => one.entry === entry);
  return part?.options ?? { ...node, format: 'esm', banner: { js: requireInModule } };
}

export interface BuildChoice {
  readonly minify: boolean;
  /** Absent: `dist/`. */
  readonly folder?: string;
  /** Absent: all, and the size of each is told. */
  readonly parts?: readonly string[];
}

/** The answer says what went into them. Throws when a part does not build. */
export async function build({ minify, folder = distFolder, parts }: BuildChoice): Promise<readonly Metafile[]> {
  const startedAtMs = performance.now();
  if (minify) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const metafiles: Metafile[] = [];
  for (const { part, file, options } of wholeOptions(minify, folder)) {
    if (parts?.includes(part) === false) continue;
    const { metafile } = await bundle(options);
    if (minify && part === 'daemon') await toOneByte(join(folder, file));
    if (parts === undefined) say(`built ${part.padEnd(9)} ${await sizes(metafile, folder)}`);
    metafiles.push(metafile);
  }
  if (parts === undefined) say(`built in ${seconds(startedAtMs)}`);
  return metafiles;
}

async function watch(): Promise<void> {
  await mkdir(distFolder, { recursive: true });
  for (const { part, options } of wholeOptions(false, distFolder)) {
    const announce = {
      name: 'announce',
      setup: (build: import('esbuild').PluginBuild) =>
        build.onEnd((result) => say(result.errors.length > 0 ? `${part} does not build` : `${part} is built`)),
    };
    const watched = await context({ ...options, plugins: [...options.plugins, announce] });
    await watched.watch();
  }
  say('watching; stop with Ctrl+C');
}

/** For what ships, as small as can be; else as quick as can be. */
const compressions = { ship: 11, quick: 4 } as const;

function wholeOptions(minify: boolean, folder: string) {
  return bundles.map(({ part, entry, file, options }) => {
    const tokens = part === 'tokens' ? [tokenizerData(folder, minify ? compressions.ship : compressions.quick)] : [];
    const whole = {
      ...options,
      plugins: [...(options.plugins ?? []), ...tokens],
      entryPoints: [entry],
      ...(options.splitting === true ? { outdir: folder } : { outfile: join(folder, file) }),
      absWorkingDir: projectFolder,
      bundle: true,
      metafile: true,
      minify,
      sourcemap: minify ? false : 'linked',
      // Every licence stands in THIRD_PARTY_NOTICES.
      legalComments: 'none',
      logLevel: 'warning',
    } as const satisfies BuildOptions;
    return { part, file, options: whole };
  });
}

async function sizes({ outputs }: Metafile, folder: string): Promise<string> {
  const files = Object.keys(outputs).filter((file) => !file.endsWith('.map'));
  const [wholes, pieces] = [files.filter((file) => !isPiece(file)), files.filter(isPiece)];
  const each = wholes.map(
    async (file) => `${basename(file)} ${kibibytes(await bytesOf(join(folder, basename(file))))}`,
  );
  const told = await Promise.all(each);
  if (pieces.length === 0) return told.join(', ');
  const bytes = await Promise.all(pieces.map((file) => bytesOf(join(folder, 'extension', basename(file)))));
  const sum = bytes.reduce((total, size) => total + size, 0);
  return `${told.join(', ')}, and when needed ${pieces.length} pieces, ${kibibytes(sum)}`;
}

function isPiece(file: string): boolean {
  return /(^|\/)extension\/[^/]+$/.test(file);
}

async function bytesOf(file: string): Promise<number> {
  return (await stat(file)).size;
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}

if (import.meta.main) {
  await (process.argv.includes('--watch') ? watch() : build({ minify: process.argv.includes('--minify') }));
}
