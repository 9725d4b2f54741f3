/** P5: what activation reads, before anything is asked: our own small files, and no library. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { build } from 'esbuild';
import { projectFolder } from '../../scripts/paths.ts';

const entry = 'extension/main.ts';
/** All of it is read and run before the editor goes on; 120 kB are a few milliseconds. */
const mostBytes = 120_000;

describe('activation', () => {
  it('P5: reads no package and little of our own; everything else is loaded when it is first needed', async () => {
    const { metafile } = await build({
      absWorkingDir: projectFolder,
      entryPoints: [entry],
      bundle: true,
      write: false,
      outdir: 'unused',
      metafile: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'silent',
    });
    const read = new Map<string, string>([[entry, entry]]);
    for (const [path, chain] of read) {
      for (const { kind, path: next, external } of metafile.inputs[path]?.imports ?? []) {
        if (kind === 'dynamic-import' || external === true || read.has(next)) continue;
        read.set(next, `${next} ← ${chain}`);
      }
    }
    const packages = [...read].filter(([path]) => path.includes('node_modules')).map(([, chain]) => chain);
    assert.deepEqual(packages.slice(0, 3), []);
    const bytes = [...read.keys()].reduce((sum, path) => sum + (metafile.inputs[path]?.bytes ?? 0), 0);
    assert.ok(bytes <= mostBytes, `activation reads ${bytes} bytes of ${read.size} files`);
  });
});
