/** Reads what people write for the daemon: the configuration file as JSON, and a catalogue. What is in them is others' to judge. */
import { readFileSync, statSync } from 'node:fs';
import { isConfigurationObject, refusalOfWhole } from '../configuration/parse.ts';
import { errorCode } from '../error-code.ts';

/** The file is not there, is no JSON, or none that could be a configuration: nothing in it can count, so the daemon does not start. */
export class ConfigurationFileError extends Error {
  override readonly name = 'ConfigurationFileError';
}

/** `null` where no file is named. Throws `ConfigurationFileError` naming the file, and what is wrong or the line that is no JSON. */
export function readConfigurationFile(file: string | null): unknown {
  if (file === null) return null;
  const value = parse(file, read(file));
  if (!isConfigurationObject(value))
    throw new ConfigurationFileError(`the configuration file ${file} cannot be used: ${refusalOfWhole(value)}`);
  return value;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationFileError(`${file} is not valid JSON: line ${lineOfMistake(text)}: ${withoutQuote(reason)}`);
  }
}

const mostCatalogueBytes = 1024 * 1024;

/** The text of a catalogue of the person's own. Throws where it is not there, or larger than 1 MiB. */
export function readCatalogueFile(file: string): string {
  const { size } = ordinaryFile(file);
  if (size > mostCatalogueBytes) throw new Error(`it has ${size} bytes, and at most ${mostCatalogueBytes} are read`);
  return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
}

/** A device or a pipe would be read for ever. Throws where it is none, or not there. */
export function ordinaryFile(file: string): { readonly size: number } {
  const found = statSync(file);
  if (!found.isFile()) throw new Error('it is no ordinary file');
  return found;
}

function read(file: string): string {
  try {
    // Some editors begin a file with a byte order mark, which JSON does not know.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason =
      errorCode(error) === 'ENOENT' ? 'it does not exist' : error instanceof Error ? error.message : String(error);
    throw new ConfigurationFileError(`the configuration file ${file} cannot be read: ${reason}`);
  }
}

/**
 * The line with the mistake, counted from 1. The parser tells a position for some mistakes only; but a text that is
 * right so far and merely stops is refused at its end, so the first line that is refused elsewhere holds the mistake.
 */
export function lineOfMistake(text: string): number {
  const lines = text.trimEnd().split('\n');
  for (let count = 1; count <= lines.length; count += 1) {
    const start = lines.slice(0, count).join('\n');
    const reason = refusal(start);
    if (reason === null || /end of JSON|Unterminated string/.test(reason)) continue;
    const position = positionIn(reason);
    if (position === null) return count;
    if (position < start.length) return start.slice(0, position).split('\n').length;
  }
  return lines.length;
}

function refusal(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function positionIn(reason: string): number | null {
  const found = /position (\d+)/.exec(reason);
  return found === null ? null : Number(found[1]);
}

/** The parser's message may quote the file's text around the mistake, which is left out: it could be a key by accident. */
function withoutQuote(reason: string): string {
  return reason.replace(/, (\.\.\.)?".*" is not valid JSON/s, '').replace(/ in JSON at position.*$/s, '');
}
