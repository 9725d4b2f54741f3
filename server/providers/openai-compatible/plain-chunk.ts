/**
 * What most answers consist of, a piece of one choice's text or one choice's whole text: known by hand, which is much
 * cheaper than by its schema.
 */
import { isObject } from '../../parsed-json.ts';
import { isChoiceIndex } from '../answer-json.ts';
import type { Chunk } from './schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether it is a chunk as `chunkSchema` gives it, with nothing but text for us to read; else the schema is to read it. */
export function isPlainChunk(value: unknown): value is Chunk {
  if (!isObject(value) || !Array.isArray(value.choices) || value.choices.length !== 1) return false;
  if (!isTextOrAbsent(value.id) || !isTextOrAbsent(value.model) || !areAbsent(value, furtherOfChunk)) return false;
  return isPlainChoice(value.choices[0]);
}

function isPlainChoice(choice: unknown): boolean {
  if (!isObject(choice) || !areAbsent(choice, furtherOfChoice) || !isTextOrAbsent(choice.finish_reason)) return false;
  const { index, delta, message } = choice;
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || !isChoiceIndex(index)) return false;
  return (isPlainMessage(delta) && isAbsent(message)) || (isPlainMessage(message) && isAbsent(delta));
}

function isPlainMessage(message: unknown): boolean {
  if (!isObject(message)) return false;
  for (const field in message) {
    if (field === 'role') continue;
    const value = message[field];
    if (isAbsent(value) || (texts.has(field) && typeof value === 'string')) continue;
    if (!lists.has(field) || !Array.isArray(value) || value.length > 0) return false;
  }
  return true;
}

/** The usage is read by a schema of its own. */
const furtherOfChunk = ['error', 'x_groq', 'search_results', 'citations'] as const;
const furtherOfChoice = ['logprobs', 'usage'] as const;
const texts: ReadonlySet<string> = new Set(['content', 'refusal', 'reasoning', 'reasoning_content']);
/** Whole answers often have them, with nothing in them. */
const lists: ReadonlySet<string> = new Set(['annotations', 'tool_calls']);

function areAbsent(value: Fields, fields: readonly string[]): boolean {
  return fields.every((field) => isAbsent(value[field]));
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isTextOrAbsent(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || isAbsent(value);
}
