/** Reads a configuration entry by entry: what is wrong is named by field, rule and value and left out, the rest counts. */
import type * as z from 'zod';
import { shareBudgetSchema, sumBudgetSchema } from '../../protocol/budget-configuration.ts';
import { type Configuration, configurationSchema } from '../../protocol/configuration.ts';
import { namePattern } from '../../protocol/field.ts';
import { ruleOf } from '../../protocol/issue-rule.ts';
import { profileSchema } from '../../protocol/profile-configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import { presetTrackSchema, providerTrackSchema } from '../../protocol/track-configuration.ts';
import { deepestNesting, isTooDeep } from '../nesting.ts';
import { isObject } from '../parsed-json.ts';
import { dottedPath, shortJson, valueAt } from '../told-field.ts';

type Source = Problem['source'];
type Issue = z.core.$ZodIssue;

export interface Parsed {
  readonly configuration: Configuration;
  readonly problems: readonly Problem[];
}

export function parseConfiguration(raw: unknown, source: Source): Parsed {
  const problems: Problem[] = [];
  if (!isConfigurationObject(raw)) {
    problems.push({ source, field: '', message: refusalOfWhole(raw) });
    return { configuration: {}, problems };
  }
  const report = (issues: readonly Issue[], prefix: readonly PropertyKey[], value: unknown) => {
    for (const issue of issues) problems.push(...describeIssue(issue, prefix, value, source));
  };
  const accepted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (key === 'tracks') accepted[key] = parseEntries(value, key, trackSchemaOf, report);
    else if (key === 'profiles') accepted[key] = parseEntries(value, key, () => profileSchema, report);
    else if (key === 'budgets') accepted[key] = parseList(value, key, budgetSchemaOf, report);
    else {
      const field = configurationSchema.safeParse({ [key]: value });
      if (field.success) Object.assign(accepted, field.data);
      else report(field.error.issues, [], raw);
    }
  }
  return { configuration: configurationSchema.parse(accepted), problems };
}

/** Whether anything in it can count. */
export function isConfigurationObject(raw: unknown): raw is Record<string, unknown> {
  return isObject(raw) && !isTooDeep(raw);
}

/** Why nothing in it counts, as a sentence. */
export function refusalOfWhole(raw: unknown): string {
  // Too deep a value cannot even be written out.
  if (isTooDeep(raw)) return `the configuration must be nested at most ${deepestNesting} deep`;
  return `the configuration must be an object, got ${shown(raw)}`;
}

type Report = (issues: readonly Issue[], prefix: readonly PropertyKey[], value: unknown) => void;

function parseEntries(
  value: unknown,
  key: string,
  schemaOf: (entry: unknown) => z.ZodType,
  report: Report,
): Record<string, unknown> {
  const accepted: Record<string, unknown> = {};
  if (!isObject(value)) {
    report([customIssue('must be an object of entries by name')], [key], value);
    return accepted;
  }
  for (const [name, entry] of Object.entries(value)) {
    if (!namePattern.test(name)) {
      report([customIssue('must have a name of small letters, digits and hyphens')], [key, name], name);
      continue;
    }
    const parsed = schemaOf(entry).safeParse(entry);
    if (!parsed.success) report(parsed.error.issues, [key, name], entry);
    const rest = parsed.success ? parsed : schemaOf(entry).safeParse(withoutModels(entry, parsed.error.issues));
    if (rest.success) accepted[name] = rest.data;
  }
  return accepted;
}

/** A track without the models that are wrong; all of it stays wrong where something else is, or no model would be left. */
function withoutModels(entry: unknown, issues: readonly Issue[]): unknown {
  if (!isObject(entry) || !isObject(entry.models)) return entry;
  if (!issues.every(({ path }) => path[0] === 'models' && path.length > 1)) return entry;
  const wrong = new Set(issues.map(({ path }) => path[1]));
  const models = Object.fromEntries(Object.entries(entry.models).filter(([name]) => !wrong.has(name)));
  return Object.keys(models).length === 0 ? entry : { ...entry, models };
}

/** Which of the two a track was meant as decides what is told of a wrong one. */
function trackSchemaOf(entry: unknown): z.ZodType {
  return isObject(entry) && 'preset' in entry ? presetTrackSchema : providerTrackSchema;
}

/** A union of budgets would say of a wrong one only that it is none of them: each is read as what it was meant to be. */
function budgetSchemaOf(entry: unknown): z.ZodType {
  return isObject(entry) && 'shareOf' in entry ? shareBudgetSchema : sumBudgetSchema;
}

function parseList(value: unknown, key: string, schemaOf: (entry: unknown) => z.ZodType, report: Report): unknown[] {
  if (!Array.isArray(value)) {
    report([customIssue('must be a list')], [key], value);
    return [];
  }
  return value.flatMap((entry: unknown, index) => {
    const parsed = schemaOf(entry).safeParse(entry);
    if (parsed.success) return [parsed.data];
    report(parsed.error.issues, [key, index], entry);
    return [];
  });
}

function customIssue(message: string): Issue {
  return { code: 'custom', path: [], message, input: undefined };
}

/** `value` is what the schema read; the issue's path leads into it. */
function describeIssue(issue: Issue, prefix: readonly PropertyKey[], value: unknown, source: Source): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = dottedPath([...prefix, ...issue.path, key]);
      return { source, field, message: `${field} is not a known field` };
    });
  }
  const nested = deepestUnionBranch(issue);
  if (nested !== null) {
    const inner = valueAt(value, issue.path);
    return nested.flatMap((one) => describeIssue(one, [...prefix, ...issue.path], inner, source));
  }
  const field = dottedPath([...prefix, ...issue.path]);
  const found = valueAt(value, issue.path);
  const got = found === undefined ? ', but it is missing' : holdsKey(field, found) ? '' : `, got ${shown(found)}`;
  return [{ source, field, message: `${field} ${ruleOf(issue)}${got}` }];
}

/**
 * The issues of the one branch of a union that was meant: an object whose fields are wrong is better told which field
 * than that it is none of the branches. Key references keep the union's own sentence, so that no key is ever echoed.
 */
function deepestUnionBranch(issue: Issue): readonly Issue[] | null {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return null;
  const meant = issue.errors.filter((branch) => branch.every((one) => one.path.length > 0));
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

/** What may hold a key by mistake is never repeated: the value of some fields, and an address with more than a path. */
function holdsKey(field: string, value: unknown): boolean {
  if (/(^|\.)baseUrl$/.test(field)) return typeof value === 'string' && /[@?#]/.test(value);
  return /(^|\.)(apiKey|token)(\.|$)/.test(field);
}

/** Without the user and password of a URL. */
function shown(value: unknown): string {
  return shortJson(value, (json) => json.replace(/\/\/[^/@\s"]+@/g, '//…@'));
}
