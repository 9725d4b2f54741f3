/** `npm run package`: packs what ships into `dualtrack-VERSION.vsix`, byte for byte the same for the same sources; prints its size by part. */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { build } from './build.ts';
import { notices, noticesFile } from './notices.ts';
import { outFolder, packageProgram, projectFolder } from './paths.ts';
import { runNode } from './program.ts';
import { fail, say } from './say.ts';
import { zipEntries } from './zip-entries.ts';

/** Larger than this only with a decision that says why. */
export const mostPackageBytes = 2_000_000;

/** Besides the bundles; `package.json` is rewritten. */
const shipped = ['l10n', 'media', 'CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD_PARTY_NOTICES'];

/** What is only of use in a checkout. */
const ofTheCheckout = ['scripts', 'devDependencies', 'dependencies', 'overrides', 'allowScripts', 'files', 'private'];

const manifestSchema = z.looseObject({ name: z.string(), version: z.string() });

export interface Packed {
  readonly file: string;
  readonly sha256: string;
}

type Manifest = z.infer<typeof manifestSchema>;

/**
 * Works in a folder of its own, so that a running editor keeps the bundles it has. `change` makes another manifest than
 * that which ships, to measure by. Throws with the reason when it cannot.
 */
export async function packExtension(
  folder: string,
  change: (manifest: Manifest) => Manifest = (manifest) => manifest,
): Promise<Packed> {
  await mkdir(outFolder, { recursive: true });
  const staging = await mkdtemp(join(outFolder, 'package-'));
  try {
    return await packIn(staging, folder, change);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function packIn(staging: string, folder: string, change: (manifest: Manifest) => Manifest): Promise<Packed> {
  const metafiles = await build({ minify: true, folder: join(staging, 'dist') });
  if ((await notices(metafiles)) !== (await readFile(noticesFile, 'utf8')))
    throw new Error('THIRD_PARTY_NOTICES is not current; run: node scripts/notices.ts');
  const texts = (await readdir(projectFolder)).filter((name) => /^package\.nls.*\.json$/.test(name));
  for (const name of [...shipped, ...texts])
    await cp(join(projectFolder, name), join(staging, name), { recursive: true });
  const manifest = change(
    manifestSchema.parse(JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8'))),
  );
  const kept = Object.fromEntries(Object.entries(manifest).filter(([key]) => !ofTheCheckout.includes(key)));
  await writeFile(join(staging, 'package.json'), JSON.stringify(kept));
  await closeModes(staging);
  const file = join(folder, `${manifest.name}-${manifest.version}.vsix`);
  await runVsce(staging, file);
  return {
    file,
    sha256: createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  };
}

/** The zip holds modes, and a checkout's depend on who made it. */
async function closeModes(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

async function runVsce(staging: string, file: string): Promise<void> {
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  // The zip holds the same instant for every file, in the zone's own time.
  const env = { SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? '1767225600', TZ: 'UTC' };
  const program = packageProgram('@vscode/vsce/vsce');
  const code = await runNode([program, ...args, '--out', file], { cwd: staging, env, show: 'on-failure' });
  if (code !== 0) throw new Error(`vsce ended with ${code}; see above`);
}

async function tellSizes(file: string): Promise<void> {
  const zip = await readFile(file);
  const byPackedSize = [...zipEntries(zip)].sort((one, other) => other.packedBytes - one.packedBytes);
  for (const { name, bytes, packedBytes } of byPackedSize) {
    say(`${kibibytes(packedBytes).padStart(10)} packed ${kibibytes(bytes).padStart(10)}  ${name}`);
  }
  say(`${basename(file)}: ${zip.length} bytes, at most ${mostPackageBytes}`);
  if (zip.length > mostPackageBytes) fail('the package is too large; see docs/decisions/100-what-the-package-holds.md');
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

if (import.meta.main) {
  const { file, sha256 } = await packExtension(projectFolder).catch((error: Error) => fail(error.message));
  await tellSizes(file);
  say(`sha256 ${sha256}`);
}
