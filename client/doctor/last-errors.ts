/** The latest warnings and errors of the daemon's log. */
import { open } from 'node:fs/promises';
import { textWithoutSecrets } from './without-secrets.ts';

const mostBytes = 256 * 1024;
const mostEntries = 20;

/** Newest last; each with the lines that belong to it. Empty where there is no log. */
export async function lastErrors(logFile: string): Promise<readonly string[]> {
  const texts = [await tail(`${logFile}.1`), await tail(logFile)];
  return entriesIn(texts.join(''))
    .filter((entry) => !/^\S+Z info /.test(entry))
    .slice(-mostEntries)
    .map(textWithoutSecrets);
}

/** A line that begins with no instant belongs to the one before it, unless nothing does. */
function entriesIn(text: string): readonly string[] {
  const entries: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (/^\s/.test(line) && entries.length > 0) entries.push(`${entries.pop()}\n${line}`);
    else entries.push(line);
  }
  return entries;
}

async function tail(file: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const length = Math.min(size, mostBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8');
    // The first line was cut where the file is longer.
    return length < size ? text.slice(text.indexOf('\n') + 1) : text;
  } catch {
    return '';
  }
}
