/** Says what is wrong with a body: field, rule and value; never the text of a conversation. */
import type * as z from 'zod';
import { dottedPath, shortJson, valueAt } from '../told-field.ts';

/** A caller's mistake in one field: answered 400, with `param` naming the field. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  /** Dotted path; `null`: the body as a whole. */
  readonly field: string | null;

  constructor(message: string, field: string | null) {
    super(message);
    this.field = field;
  }
}

type Issue = z.core.$ZodIssue;

/** The first thing that is wrong, such as `temperature must be a number from 0 to 2, got 3`. */
export function fieldError(error: z.ZodError, body: unknown): FieldError {
  const issue = error.issues[0];
  if (issue === undefined) return new FieldError('the body is not understood', null);
  const { path, message } = innermost(issue, []);
  const field = dottedPath(path);
  if (field === '') return new FieldError(`the body ${message}`, null);
  const value = valueAt(body, path);
  const got = value === undefined ? ', but it is missing' : holdsConversation(field) ? '' : `, got ${shown(value)}`;
  return new FieldError(`${field} ${message}${got}`, field);
}

/**
 * In a union the error of one branch has to be told. If exactly one branch got as far as a field within it, that branch was
 * meant, and the field is told. If the field that tells the branches apart is wrong in all of them, that field is.
 */
function innermost(issue: Issue, before: readonly PropertyKey[]): { path: readonly PropertyKey[]; message: string } {
  const path = [...before, ...issue.path];
  if (issue.code !== 'invalid_union') return { path, message: issue.message };
  const meant = issue.errors.filter((branch) => branch.every((one) => one.path.length > 0 && !tellsApart(one)));
  const inner = meant.length === 1 ? meant[0]?.[0] : issue.errors.findLast(([one]) => one && tellsApart(one))?.[0];
  return inner === undefined ? { path, message: issue.message } : innermost(inner, path);
}

function tellsApart({ path }: Issue): boolean {
  return path.length === 1 && (path[0] === 'type' || path[0] === 'role');
}

/** Roles, types and names may be repeated to whoever sent them; what was said may not. */
function holdsConversation(field: string): boolean {
  return /^(messages|tools)\b/.test(field) && !/\.(role|type)$/.test(field);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return shortJson(value);
}
