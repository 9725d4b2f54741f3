/** Reads the recorded exchanges and what official clients made of them, in place: nothing of them is copied here. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One recorded HTTP exchange. */
export interface Recording {
  readonly id: string;
  readonly url: string;
  readonly status: number;
  readonly features: readonly string[];
  /** The body that was sent, as text, where it was kept. */
  readonly req?: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

/** What the official `openai` client made of a recording. */
export interface OracleAnswer {
  readonly id: string;
  readonly sse: boolean;
  readonly status: number;
  readonly error?: { readonly name: string; readonly status: number | null };
  readonly midstream_error?: { readonly message: string };
  readonly content_is_array?: boolean;
  readonly has_error_field?: boolean;
  readonly choices?: number | null;
  readonly text?: unknown;
  readonly reasoning_chars?: number;
  readonly tool_calls?: readonly { readonly id: string; readonly name: string; readonly args: string }[];
  readonly finish_reason?: string | null;
  readonly usage?: Readonly<Record<string, unknown>> | null;
}

const folder = process.env.DUALTRACK_DATA ?? resolve(import.meta.dirname, '../../../shared/data');

/** For `describe(…, { skip: withoutRecordings })`: false where they are there, else the line that says why not. */
export const withoutRecordings: false | string = existsSync(join(folder, 'recordings'))
  ? false
  : `skipped: no recordings at ${folder} (DUALTRACK_DATA names another place)`;

export type RecordingGroup = 'openai-chat' | 'compat-chat' | 'other-errors' | 'anthropic' | 'gemini' | 'vertex';

/** Empty where the recordings are not there. */
export function recordings(...groups: readonly RecordingGroup[]): readonly Recording[] {
  return groups.flatMap((group) => lines<Recording>(`recordings/${group}.jsonl`));
}

/** By the id of the recording. */
export function openAiOracle(): ReadonlyMap<string, OracleAnswer> {
  return new Map(lines<OracleAnswer>('oracle/openai-sdk.jsonl').map((answer) => [answer.id, answer]));
}

/** What the official `@google/genai` client made of a recording. */
export interface GeminiOracleAnswer {
  readonly id: string;
  readonly text: string;
  readonly thought_chars?: number;
  readonly function_calls?: readonly { readonly name: string; readonly args: unknown }[];
  readonly finish_reason: string | number | null;
  readonly usage?: unknown;
}

/** By the id of the recording. */
export function geminiOracle(): ReadonlyMap<string, GeminiOracleAnswer> {
  return new Map(lines<GeminiOracleAnswer>('oracle/google-genai-sdk.jsonl').map((answer) => [answer.id, answer]));
}

/** A file of the data folder as text; `null` where it is not there. */
export function dataFile(path: string): string | null {
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function lines<Line>(path: string): Line[] {
  const text = dataFile(path) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Line => JSON.parse(line));
}
