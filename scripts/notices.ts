/**
 * Writes THIRD_PARTY_NOTICES: of every package of which something is in a bundle, its name, version and licence. Run it
 * with `node scripts/notices.ts` after a change of packages; `npm run package` refuses what is not current.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod';
import { build } from './build.ts';
import { projectFolder } from './paths.ts';
import { say } from './say.ts';

export const noticesFile = join(projectFolder, 'THIRD_PARTY_NOTICES');

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

/** The whole text; a licence that several packages share word for word stands once. Throws where a package does not say under which licence it may be used. */
export async function notices(metafiles: readonly Metafile[]): Promise<string> {
  const folders = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs)).flatMap(packageFolderOf));
  const entries = await Promise.all([...folders].map(notice));
  const byName = [...entries].sort((one, other) => (one.title < other.title ? -1 : 1));
  const unique = byName.filter(({ title }, index) => title !== byName[index - 1]?.title);
  const heading =
    'Dualtrack ships with parts of the packages below, each under its own licence.\n' +
    'This file is written by scripts/notices.ts.\n\n' +
    unique.map(({ title, licence }) => `- ${title} (${licence})`).join('\n');
  const sections = Map.groupBy(unique, ({ text }) => text);
  const rule = '='.repeat(80);
  const bodies = [...sections].map(([text, same]) => `${same.map(({ title }) => title).join('\n')}\n\n${text}`);
  return `${[heading, ...bodies].join(`\n\n${rule}\n`)}\n`;
}

/** The innermost package that a bundled file lies in; none for our own. */
function packageFolderOf(input: string): string[] {
  const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input);
  return found === null ? [] : [found[0]];
}

async function notice(folder: string) {
  const path = join(projectFolder, folder);
  const { name, version, license, author } = manifestSchema.parse(
    JSON.parse(await readFile(join(path, 'package.json'), 'utf8')),
  );
  if (license === undefined) throw new Error(`${name} ${version} does not name its licence`);
  const files = (await readdir(path)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  const by = typeof author === 'string' ? author : author?.name;
  const unwritten = `Copyright (c) ${by ?? `the authors of ${name}`}. The package holds no text of its licence.`;
  const text = texts.length === 0 ? unwritten : texts.map((one) => one.replaceAll('\r\n', '\n').trim()).join('\n\n');
  return { title: `${name} ${version}`, licence: license, text };
}

/** What the file should hold, from bundles made in a folder that is gone afterwards. */
export async function currentNotices(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-notices-'));
  try {
    return await notices(await build({ minify: false, folder }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  await writeFile(noticesFile, await currentNotices());
  say(`wrote ${noticesFile}`);
}
