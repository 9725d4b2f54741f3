/** Small pieces of building a body: fields that are kept, and refusals that name the field, the rule and the value. */
import { RequestError } from '../request-error.ts';

export type Json = Record<string, unknown>;

/** The named fields that are given. */
export function kept(fields: Readonly<Json> | undefined, ...names: readonly string[]): Json {
  const found: Json = {};
  for (const name of names) {
    const value = fields?.[name];
    if (value !== undefined && value !== null) found[name] = value;
  }
  return found;
}

/** `got` is shown: never what was said, only names, types and figures. */
export function refuse(field: string, rule: string, got: unknown): never {
  throw beyondDialect(`${field} ${rule}, got ${JSON.stringify(got)}`);
}

/** Our own refusal of what a dialect has no form for: a target of another one may take it. */
export function beyondDialect(message: string): RequestError {
  return new RequestError('invalid-request', message, { beyondDialect: true });
}
