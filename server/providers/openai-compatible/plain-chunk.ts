/** The chunk that most of a stream consists of, a piece of one choice's text: known by hand, which is much cheaper than by its schema. */
import type { Chunk } from './schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether it is a chunk as `chunkSchema` gives it, with nothing but text for us to read; else the schema is to read it. */
export function isPlainChunk(value: unknown): value is Chunk {
  if (!isObject(value) || !Array.isArray(value.choices) || value.choices.length !== 1) return false;
  if (!isTextOrAbsent(value.id) || !isTextOrAbsent(value.model) || !areAbsent(value, furtherOfChunk)) return false;
  const choice: unknown = value.choices[0];
  if (!isObject(choice) || !areAbsent(choice, furtherOfChoice) || !isTextOrAbsent(choice.finish_reason)) return false;
  const { index, delta } = choice;
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) return false;
  if (!isObject(delta) || !isTextOrAbsent(delta.content)) return false;
  for (const field in delta) if (field !== 'content' && field !== 'role' && !isAbsent(delta[field])) return false;
  return true;
}

const furtherOfChunk = ['usage', 'error', 'x_groq', 'search_results', 'citations'] as const;
const furtherOfChoice = ['message', 'logprobs', 'usage'] as const;

function areAbsent(value: Fields, fields: readonly string[]): boolean {
  return fields.every((field) => isAbsent(value[field]));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isTextOrAbsent(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || isAbsent(value);
}
