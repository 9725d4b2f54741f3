/**
 * A bundle in pieces that is CommonJS: esbuild cuts ES modules alone, and the extension host loads CommonJS. What is
 * imported dynamically lies in pieces that are not read before; what several need lies in one piece, once.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, type OutputFile, type Plugin, transform } from 'esbuild';

/** For a bundle of one entry: `NAME.cjs`, and its pieces in the folder `NAME` beside it. */
export function inCommonJsPieces(name: string): BuildOptions {
  return {
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.cjs' },
    entryNames: name,
    chunkNames: `${name}/[name]-[hash]`,
    plugins: [asCommonJs(name)],
  };
}

function asCommonJs(name: string): Plugin {
  return {
    name: 'as-common-js',
    setup({ initialOptions, onEnd }) {
      const { sourcemap, minify = false, outdir = '' } = initialOptions;
      initialOptions.write = false;
      // A map that travels inside is taken into account by the second step.
      if (sourcemap) initialOptions.sourcemap = 'inline';
      onEnd(async ({ outputFiles = [] }) => {
        await mkdir(join(outdir, name), { recursive: true });
        await Promise.all(outputFiles.map((file) => writePiece(file, { minify, withMap: Boolean(sourcemap) })));
        await removeOld(join(outdir, name), new Set(outputFiles.map(({ path }) => basename(path))));
      });
    },
  };
}

async function writePiece({ path, text }: OutputFile, { minify, withMap }: { minify: boolean; withMap: boolean }) {
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22.19',
    minify,
    // What is imported dynamically is CommonJS, too: it is required, only later.
    supported: { 'dynamic-import': false },
    sourcefile: basename(path),
    legalComments: 'none',
    ...(withMap && { sourcemap: 'external' }),
  });
  await mkdir(dirname(path), { recursive: true });
  if (!withMap) return writeFile(path, code);
  await writeFile(`${path}.map`, map);
  return writeFile(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
}

/** Those of yesterday's builds: an editor that runs may still ask for a piece of the last one. */
async function removeOld(folder: string, current: ReadonlySet<string>): Promise<void> {
  const dayAgoMs = Date.now() - 86_400_000;
  for (const file of await readdir(folder)) {
    if (current.has(file.replace(/\.map$/, ''))) continue;
    const { mtimeMs } = await stat(join(folder, file));
    if (mtimeMs < dayAgoMs) await rm(join(folder, file), { force: true });
  }
}
