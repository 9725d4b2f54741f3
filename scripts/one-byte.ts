/** Keeps a bundle to characters of one byte: a single other one makes the engine hold all of it at two bytes a character. */
import { readFile, writeFile } from 'node:fs/promises';

/**
 * Rewrites a minified bundle in place. The bundler escapes texts but leaves patterns as they are written, such as those
 * that know an upstream's Chinese messages: as `\u8d85` they match the same. For the daemon that is 5 MB of memory.
 */
export async function toOneByte(file: string): Promise<void> {
  const code = await readFile(file, 'utf8');
  await writeFile(file, escaped(code));
}

/** By UTF-16 unit, which is what patterns and texts are made of. Throws where a backslash stands before such a character. */
export function escaped(code: string): string {
  const unclear = /\\[^\0-\x7f]/.exec(code);
  if (unclear !== null) throw new Error(`a bundle must not have a backslash before ${unclear[0].slice(1)}`);
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
