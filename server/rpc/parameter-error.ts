/** Says what is wrong with a caller's parameters: field, rule and value. */
import type * as z from 'zod';
import { ruleOf } from '../../protocol/issue-rule.ts';
import { dottedPath } from '../dotted-path.ts';

/** The caller's mistake: answered as invalid parameters, never as a failed request. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** One sentence for the first thing that is wrong, such as `maxCostUsd must be a number above 0, got -1`. */
export function parameterMessage(error: z.ZodError, raw: unknown): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the parameters are not understood';
  const field = dottedPath(issue.path);
  const found = issue.path.reduce<unknown>(step, raw);
  const got = found === undefined ? 'but it is missing' : `got ${shown(found, holdsText(field))}`;
  return `${field || 'the parameters'} ${ruleOf(issue)}, ${got}`;
}

function step(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Secrets and questions are never repeated, not even to whoever sent them: messages end up in logs. */
function holdsText(field: string): boolean {
  return /^(secrets|chat|settings)\b/.test(field);
}

function shown(value: unknown, secret: boolean): string {
  if (secret || (typeof value === 'object' && value !== null)) {
    return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a value of type ${typeof value}`;
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
