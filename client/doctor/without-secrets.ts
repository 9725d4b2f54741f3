/** Makes a configuration fit to be shown to others: what is set stays to be seen, what could be a secret does not. */
import * as z from 'zod';
import { configurationSchema } from '../../protocol/configuration.ts';

/** Takes any JSON, also a configuration that is wrong: of a field nobody knows only the name is told. */
export function withoutSecrets(configuration: unknown): unknown {
  return shown(configuration, { field: '', isEntry: false });
}

/** For texts of other origin, such as lines of a log. */
export function textWithoutSecrets(text: string): string {
  return text
    .replaceAll(/\b\w+:\/\/[^\s"'`<>()]*[^\s"'`<>().,:;!]/g, withoutUser)
    .replaceAll(/[^\s"'`,;()[\]{}<>=]+/g, (word) => (looksLikeKey(word) ? leftOut : word));
}

/** The same for every text within a value. */
export function valueWithoutSecrets<Value>(value: Value): Value;
export function valueWithoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value);
  if (Array.isArray(value)) return value.map((one: unknown) => valueWithoutSecrets(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, valueWithoutSecrets(one)]));
}

const leftOut = '(looks like a key: left out)';

interface Place {
  readonly field: string;
  /** It lies below a field whose entries have names of the person's own, such as `tracks`. */
  readonly isEntry: boolean;
}

function shown(value: unknown, { field, isEntry }: Place): unknown {
  if (field !== '' && !isEntry && !knownFields().has(field)) return '(unknown field: value left out)';
  if (Array.isArray(value)) return value.map((one: unknown) => shown(one, { field, isEntry }));
  if (typeof value === 'object' && value !== null) {
    const ownNames = entriesHaveOwnNames.has(field) && !isEntry;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        looksLikeKey(name) ? leftOut : name,
        shown(one, { field: name, isEntry: ownNames }),
      ]),
    );
  }
  return typeof value === 'string' ? shownText(value, field) : value;
}

const entriesHaveOwnNames: ReadonlySet<string> = new Set(['tracks', 'profiles', 'models']);

function shownText(text: string, field: string): string {
  // A command line may hold a password, and what stands where a reference belongs is most likely the key itself.
  if (field === 'command') return '(a command)';
  if (/^(apiKey|token|credentials)$/.test(field)) return text === 'adc' ? text : leftOut;
  return withoutKey(text);
}

function withoutKey(text: string): string {
  const bare = withoutUser(text);
  return looksLikeKey(bare) ? leftOut : bare;
}

/** The prefixes of vendors' keys; and a run of letters and digits that is no word, no date and no part of a UUID. */
function looksLikeKey(text: string): boolean {
  if (/^((sk|pk|rk|xai|pplx|nvapi|csk)-|(gsk|hf|fw|r8|tgp|gh[pousr])_|AIza|AQ\.|ya29\.|eyJ)[-_.\w]{12,}$/.test(text))
    return true;
  return (text.match(/[A-Za-z\d+=]{20,}/g) ?? []).some((run) => /\d/.test(run) && /[A-Za-z]/.test(run));
}

/** User, password and query of an address may be secrets. */
function withoutUser(text: string): string {
  if (!/^\w+:\/\//.test(text) || !URL.canParse(text)) return text;
  const url = new URL(text);
  return `${url.protocol}//${url.username === '' ? '' : '…@'}${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`;
}

let known: ReadonlySet<string> | undefined;

function knownFields(): ReadonlySet<string> {
  known ??= new Set(propertyNames(z.toJSONSchema(configurationSchema, { unrepresentable: 'any' })));
  return known;
}

function propertyNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' && typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...Object.values(value).flatMap(propertyNames)]
      : propertyNames(value),
  );
}
