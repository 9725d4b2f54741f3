/** Who imports whom among the project's source files, types included, as read by esbuild. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface SourceFile {
  /** From the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Paths of the project's files that this one imports. */
  readonly files: readonly string[];
  /** Packages and Node's own modules, as they are written. */
  readonly packages: readonly string[];
}

/** All TypeScript files below these folders of the project. */
export async function readImportGraph(project: string, folders: readonly string[]): Promise<readonly SourceFile[]> {
  const paths = globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: project },
  )
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: paths,
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    // Imports of which only types are used stay, so that they are seen.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    loader: { '.ttf': 'empty', '.css': 'empty' },
    plugins: [
      {
        name: 'types-count-too',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: withTypeImportsAsImports(readFileSync(path, 'utf8')),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return paths.map((path) => {
    const imports = metafile.inputs[path]?.imports ?? [];
    return {
      path,
      text: readFileSync(join(project, path), 'utf8'),
      files: imports.filter(({ external }) => !external).map((found) => found.path),
      packages: imports.filter(({ external }) => external).map((found) => found.path),
    };
  });
}

/** esbuild leaves out what is imported as a type; without the word it cannot know. */
export function withTypeImportsAsImports(text: string): string {
  return text.replace(/^(import|export) type (?=[{*]|\w+ from )/gm, '$1 ');
}

/** A way from a file back to itself, or undefined when there is none. */
export function findCycle(graph: readonly SourceFile[]): readonly string[] | undefined {
  const imports = new Map(graph.map(({ path, files }) => [path, files]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of imports.get(path) ?? []) {
      const cycle = visit(next, [...way, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of graph) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
