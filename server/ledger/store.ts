/** A JSON file behind lowdb: checked when read, also for a figure that changed on the disk; replaced in one step when written. */
import { hash } from 'node:crypto';
import { type Adapter, Low } from 'lowdb';
import type * as z from 'zod';
import { type LedgerFiles, NotOrdinaryFile, readText } from './files.ts';

export type StoreContent<Data> =
  | { readonly status: 'good'; readonly data: Data }
  | { readonly status: 'missing' }
  | { readonly status: 'corrupt'; readonly reason: string };

export interface Store<Data> {
  read(): Promise<StoreContent<Data>>;
  /** Throws the system's error; then the old content stands. */
  write(data: Data): Promise<void>;
}

/** What is no ordinary file, or does not fit the schema or its own hash, is corrupt, and the caller derives it again: nothing here is the only copy. */
export function createStore<Data extends object>(
  files: LedgerFiles,
  file: string,
  schema: z.ZodType<Data>,
): Store<Data> {
  const adapter: Adapter<StoreContent<Data>> = {
    async read() {
      try {
        const text = readText(files, file);
        return text === null ? { status: 'missing' } : parse(text, schema);
      } catch (error) {
        if (error instanceof NotOrdinaryFile) return { status: 'corrupt', reason: 'it is no ordinary file' };
        throw error;
      }
    },
    async write(content) {
      if (content.status === 'good') await files.replace(file, sealed(JSON.stringify(content.data)));
    },
  };
  const database = new Low<StoreContent<Data>>(adapter, { status: 'missing' });
  return {
    async read() {
      await database.read();
      return database.data;
    },
    async write(data) {
      database.data = { status: 'good', data };
      await database.write();
      // What was written is not held in memory a second time.
      database.data = { status: 'missing' };
    },
  };
}

/** As a line of the journal ends with its hash, so does the file. */
function sealed(json: string): string {
  return `${json.slice(0, -1)}${json === '{}' ? '' : ','}"h":"${hashOf(json)}"}`;
}

/** The JSON without its seal; `null`: the seal does not fit, or is not there. */
function opened(text: string): string | null {
  const found = /,?"h":"([0-9a-f]{16})"\}$/.exec(text.slice(-32));
  if (found === null) return null;
  const json = `${text.slice(0, -found[0].length)}}`;
  return found[1] === hashOf(json) ? json : null;
}

function hashOf(json: string): string {
  return hash('sha256', json, 'hex').slice(0, 16);
}

function parse<Data>(text: string, schema: z.ZodType<Data>): StoreContent<Data> {
  try {
    const value: unknown = JSON.parse(text);
    const json = opened(text);
    if (json === null) return { status: 'corrupt', reason: 'its hash does not fit its content' };
    const parsed = schema.safeParse(value);
    if (parsed.success) return { status: 'good', data: parsed.data };
    const issue = parsed.error.issues[0];
    return { status: 'corrupt', reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not of its form'}` };
  } catch {
    return { status: 'corrupt', reason: 'it is not JSON' };
  }
}
