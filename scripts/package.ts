/** `npm run package`: builds for shipping and packs `dualtrack-VERSION.vsix`; prints its size. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.ts';
import { packageProgram, projectFolder } from './paths.ts';
import { runNode } from './program.ts';
import { fail, say } from './say.ts';

const manifest: { name: string; version: string } = JSON.parse(
  await readFile(join(projectFolder, 'package.json'), 'utf8'),
);
await build({ minify: true });
const file = `${manifest.name}-${manifest.version}.vsix`;
const packed = await runNode([
  packageProgram('@vscode/vsce/vsce'),
  'package',
  // The bundles hold what they need, and nothing is built a second time by a script of vsce's.
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--out',
  file,
]);
if (packed !== 0) fail(`vsce ended with ${packed}; see above`);
const { size } = await stat(join(projectFolder, file));
say(`${file}: ${(size / 1024).toFixed(0)} KiB`);
