/** The token callers of the gateway present: the one the configuration names, else one made once and kept in a file. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyReference } from '../../protocol/key-reference.ts';

export interface TokenSources {
  /** `gateway.token` of the configuration in force; `undefined`: none is named. */
  reference(): KeyReference | undefined;
  /** Reads what a reference names. Throws `RequestError` of kind `auth` saying where it was looked for. */
  readKey(reference: KeyReference): Promise<string>;
  readonly dataDirectory: string;
}

/** Reads the token anew for each request, so that a changed one counts at once; the file is read once. */
export function createTokenReader({ reference, readKey, dataDirectory }: TokenSources): () => Promise<string> {
  const file = join(dataDirectory, tokenFileName);
  let generated: Promise<string> | null = null;
  return () => {
    const named = reference();
    if (named !== undefined) return readKey(named);
    generated ??= readOrMake(file).catch((error: unknown) => {
      generated = null;
      throw error;
    });
    return generated;
  };
}

export const tokenFileName = 'gateway-token';
const shortestToken = 16;

async function readOrMake(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known.trim().length >= shortestToken) {
    await chmod(file, 0o600);
    return known.trim();
  }
  const token = randomBytes(32).toString('base64url');
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  // The mode above counts only where the file is new.
  await chmod(file, 0o600);
  return token;
}
