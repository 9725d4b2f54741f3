/** Reads the configuration file as JSON; what is in it is the configuration store's to judge. */
import { readFileSync } from 'node:fs';

/** The file is not there or is no JSON: nothing in it can count, so the daemon does not start. */
export class ConfigurationFileError extends Error {
  override readonly name = 'ConfigurationFileError';
}

/** `null` where no file is named. Throws `ConfigurationFileError` naming the file, and the line that is no JSON. */
export function readConfigurationFile(file: string | null): unknown {
  if (file === null) return null;
  const text = read(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationFileError(
      `${file} is not valid JSON: line ${lineOf(reason, text)}: ${withoutQuote(reason)}`,
    );
  }
}

function read(file: string): string {
  try {
    // Some editors begin a file with a byte order mark, which JSON does not know.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const reason = code === 'ENOENT' ? 'it does not exist' : error instanceof Error ? error.message : String(error);
    throw new ConfigurationFileError(`the configuration file ${file} cannot be read: ${reason}`);
  }
}

/** The parser tells a position where it can; without one the text ended too early. */
export function lineOf(reason: string, text: string): number {
  const found = /position (\d+)/.exec(reason);
  const before = found === null ? text.trimEnd() : text.slice(0, Number(found[1]));
  return before.split('\n').length;
}

/** The parser's message may quote the file's text around the mistake, which is left out: it could be a key by accident. */
function withoutQuote(reason: string): string {
  return reason.replace(/, (\.\.\.)?".*" is not valid JSON/s, '').replace(/ in JSON at position.*$/s, '');
}
