/** Puts a question together from the command line, files and standard input. */
import { fstatSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import type { Translate } from '../protocol/translate.ts';
import { UsageError } from './exit.ts';
import { fileTrouble } from './file-trouble.ts';

export interface FilePart {
  readonly file: string;
  /** Lines, counted from 1, both included; `null`: the whole file. */
  readonly lines: { readonly from: number; readonly to: number } | null;
}

/** `FILE`, `FILE:LINE` or `FILE:FROM-TO`; a file whose name really ends like this is meant as a whole. */
export function parseFilePart(text: string, isFile: (name: string) => boolean = exists): FilePart {
  const found = /^(.+):(\d+)(?:-(\d+))?$/.exec(text);
  if (found === null || isFile(text)) return { file: text, lines: null };
  const [, file = text, first = '', last = first] = found;
  const lines = { from: Number(first), to: Number(last) };
  if (lines.from >= 1 && lines.from <= lines.to) return { file, lines };
  throw new UsageError('--file must name lines as FROM-TO, counted from 1, got {0}', text);
}

/** The part as a Markdown block that says where it is from. Throws `UsageError`. */
export function readFilePart({ file, lines }: FilePart): string {
  const whole = readText(file);
  if (lines === null) return block(file, extname(file).slice(1), whole);
  const all = whole.replace(/\n$/, '').split('\n');
  if (lines.from > all.length) {
    const named = `${lines.from}-${lines.to}`;
    throw new UsageError('--file must name lines that {0} has ({1}), got {2}', file, all.length, named);
  }
  const title = `${file}, lines ${lines.from}-${Math.min(lines.to, all.length)}`;
  return block(title, extname(file).slice(1), all.slice(lines.from - 1, lines.to).join('\n'));
}

/**
 * What a person asks. Without a prompt standard input is the question; with one it is code, where it holds any.
 * Throws `UsageError` when there is nothing to ask.
 */
export async function readQuestion(
  prompt: string | undefined,
  files: readonly string[],
  t: Translate,
): Promise<string> {
  const blocks = files.map((text) => readFilePart(parseFilePart(text)));
  const isAwaited = prompt === undefined || prompt === '-';
  const input = await readStandardInput(process.stdin, isAwaited ? null : firstByteWithinMs, t);
  const question = isAwaited ? input : prompt;
  if (question.trim() === '') throw new UsageError('there is no question: give it as an argument or on standard input');
  const code = isAwaited || input.trim() === '' ? [] : [block('Standard input', '', input)];
  return [question.trimEnd(), ...blocks, ...code].join('\n\n');
}

/**
 * Some programs start others with a standard input that stays open and silent: whoever gave a question is not kept
 * waiting for code that never comes. Once the first byte is there, all of it is awaited.
 */
const firstByteWithinMs = 1000;

async function readStandardInput(
  input: Readable & { readonly isTTY?: boolean },
  withinMs: number | null,
  t: Translate,
): Promise<string> {
  if (input.isTTY === true && withinMs !== null) return '';
  if (withinMs !== null && !mayHoldText()) return '';
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const silent = () => {
      input.pause();
      input.removeAllListeners();
      input.destroy();
      console.error(`dualtrack: ${t('standard input is open but silent, and is left out')}`);
      resolve('');
    };
    const timer = withinMs === null ? undefined : setTimeout(silent, withinMs);
    input.on('data', (piece: Buffer) => {
      clearTimeout(timer);
      pieces.push(piece);
    });
    input.once('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(pieces).toString('utf8'));
    });
    input.once('error', reject);
  });
}

/** A pipe, a file or a socket; not `/dev/null`, and not a closed descriptor. */
function mayHoldText(): boolean {
  try {
    const kind = fstatSync(0);
    return kind.isFIFO() || kind.isFile() || kind.isSocket();
  } catch {
    return false;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError('--file must be a file that can be read, got {0}: {1}', file, fileTrouble(error));
  }
}

/** The fence is longer than any in the text, so that the text cannot end its block. */
function block(title: string, language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${title}:\n${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

function exists(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
}
