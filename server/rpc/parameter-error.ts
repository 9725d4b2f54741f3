/** Says what is wrong with a caller's parameters: field, rule and value. */
import type * as z from 'zod';
import { ruleOf } from '../../protocol/issue-rule.ts';
import { dottedPath, shortJson, valueAt } from '../told-field.ts';

/** The caller's mistake: answered as invalid parameters, never as a failed request. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** One sentence for the first thing that is wrong, such as `maxCostUsd must be a number above 0, got -1`. */
export function parameterMessage(error: z.ZodError, raw: unknown): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the parameters are not understood';
  const field = dottedPath(issue.path);
  const found = valueAt(raw, issue.path);
  const got = found === undefined ? 'but it is missing' : `got ${shown(found, holdsText(field))}`;
  return `${field || 'the parameters'} ${ruleOf(issue)}, ${got}`;
}

/** Secrets and questions are never repeated, not even to whoever sent them: messages end up in logs. */
function holdsText(field: string): boolean {
  return /^(secrets|chat|settings)\b/.test(field);
}

function shown(value: unknown, secret: boolean): string {
  if (secret || (typeof value === 'object' && value !== null)) {
    return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a value of type ${typeof value}`;
  }
  return shortJson(value);
}
