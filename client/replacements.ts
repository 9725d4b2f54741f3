/** Remembers in the data directory when daemons were replaced, so that all clients together keep to the limit. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { mayReplace, mostReplacements } from './version-rules.ts';

const instantsSchema = z.array(z.number());

/** Notes a replacement at `nowMs` (since 1970) and says whether it is allowed; a lost or broken file counts as none. */
export async function claimReplacement(dataDirectory: string, nowMs: number): Promise<boolean> {
  const file = join(dataDirectory, 'replacements.json');
  const earlier = await readInstants(file);
  if (!mayReplace(earlier, nowMs)) return false;
  await writeFile(file, JSON.stringify([...earlier, nowMs].slice(-mostReplacements)), { mode: 0o600 });
  return true;
}

async function readInstants(file: string): Promise<readonly number[]> {
  try {
    return instantsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return [];
  }
}
