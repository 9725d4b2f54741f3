/**
 * Writes `contributes.configuration` of package.json and its texts in package.nls.json from the configuration's schema,
 * so that what the settings editor offers and what the daemon takes cannot differ. Run it with `npm run contributes`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { editorSettingsSchema } from '../extension/editor-settings.ts';
import { configurationSchema } from '../protocol/configuration.ts';
import { projectFolder } from './paths.ts';
import { say } from './say.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Contribution {
  readonly configuration: Json;
  /** Entries for package.nls.json; all keys begin with `setting.`. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The daemon serves all windows, so that what it is told is the user's alone; a window may only choose a profile. */
const scopes: Readonly<Record<string, string>> = {
  activeProfile: 'window',
  editorMenu: 'window',
  codeActions: 'resource',
  confirmAboveUsd: 'application',
  selectionPrice: 'window',
  prompts: 'window',
  exclude: 'resource',
};

export function configurationContribution(): Contribution {
  const keyOfText = new Map<string, string>();
  const properties: { [key: string]: Json } = {};
  for (const [name, schema] of Object.entries({ ...editorSettingsSchema.shape, ...configurationSchema.shape })) {
    const { $schema: _, description, ...rest } = jsonSchema(schema);
    // A text that nobody set is empty in the settings editor, which must not call that wrong.
    if (typeof rest.pattern === 'string') rest.pattern = `^$|${rest.pattern}`;
    properties[`dualtrack.${name}`] = {
      ...localised(rest, [name], keyOfText),
      ...(typeof description === 'string' && { markdownDescription: placeholder(description, [name], keyOfText) }),
      scope: scopes[name] ?? 'application',
    };
  }
  const texts = Object.fromEntries([...keyOfText].map(([text, key]) => [key, text]));
  return { configuration: { title: 'Dualtrack', properties }, texts };
}

const objectSchema = z.record(z.string(), z.json());

function jsonSchema(schema: z.ZodType): Record<string, Json> {
  // `keyReference` is a mark for our own tools, which a JSON schema does not know.
  const override = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => delete jsonSchema.keyReference;
  const whole = objectSchema.parse(z.toJSONSchema(schema, { target: 'draft-7', io: 'input', override }));
  return withSharedProperties(whole);
}

/**
 * The same schema, with a property that several alternatives describe alike written once, beside them: models and their
 * prices fill a hundred lines, and there are ten kinds of track.
 */
function withSharedProperties(node: Record<string, Json>): Record<string, Json> {
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(within);
    return isObject(value) ? withSharedProperties(value) : value;
  };
  const inner = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, within(value)]));
  for (const key of ['oneOf', 'anyOf']) {
    const branches = propertiesOf(inner[key]);
    if (branches === null) continue;
    const shared = Object.fromEntries(
      branches.flatMap(Object.entries<Json>).filter(([name, value]) => isAlike(branches, name, value)),
    );
    for (const branch of branches) {
      for (const name of Object.keys(shared)) if (name in branch) branch[name] = true;
    }
    if (Object.keys(shared).length > 0) inner.properties = { ...objectSchema.parse(inner.properties ?? {}), ...shared };
  }
  const { properties, ...rest } = inner;
  // First, so that a text has its name from the shortest path to it.
  return properties === undefined ? rest : { properties, ...rest };
}

/** The properties of each alternative; `null` where one of them is no object that has any. */
function propertiesOf(alternatives: Json | undefined): { [key: string]: Json }[] | null {
  if (!Array.isArray(alternatives)) return null;
  const found = alternatives.flatMap((one) =>
    isObject(one) && isObject(one.properties ?? null) ? [one.properties] : [],
  );
  return found.length === alternatives.length ? found.filter((one) => one !== undefined).filter(isObject) : null;
}

function isAlike(branches: readonly { [key: string]: Json }[], name: string, value: Json): boolean {
  const described = branches.flatMap((branch) => branch[name] ?? []);
  const text = JSON.stringify(value);
  return value !== true && described.length > 1 && described.every((one) => JSON.stringify(one) === text);
}

/** The same schema with each description replaced by a placeholder that VS Code looks up in package.nls.json. */
function localised(node: Record<string, Json>, path: string[], keyOfText: Map<string, string>): Record<string, Json> {
  const entries = Object.entries(node).map(([name, value]): [string, Json] => {
    if (name === 'description' && typeof value === 'string') return [name, placeholder(value, path, keyOfText)];
    if (Array.isArray(value)) {
      return [name, value.map((item) => (isObject(item) ? localised(item, path, keyOfText) : item))];
    }
    return [name, isObject(value) ? localised(value, [...path, ...step(name)], keyOfText) : value];
  });
  return Object.fromEntries(entries);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Words of JSON Schema say nothing about a setting. */
function step(name: string): string[] {
  return ['properties', 'additionalProperties', 'items'].includes(name) ? [] : [name];
}

/** One key for one text, named after where it first stands. */
function placeholder(text: string, path: readonly string[], keyOfText: Map<string, string>): string {
  const taken = new Set(keyOfText.values());
  const base = `setting.${path.join('.')}`;
  let key = keyOfText.get(text) ?? base;
  for (let count = 2; !keyOfText.has(text) && taken.has(key); count += 1) key = `${base}.${count}`;
  keyOfText.set(text, key);
  return `%${key}%`;
}

async function write(): Promise<void> {
  const { configuration, texts } = configurationContribution();
  const manifest = await readJson('package.json');
  const contributes = objectSchema.parse(manifest.contributes);
  await writeJson('package.json', { ...manifest, contributes: { ...contributes, configuration } });
  const others = Object.entries(await readJson('package.nls.json')).filter(([key]) => !key.startsWith('setting.'));
  await writeJson('package.nls.json', { ...Object.fromEntries(others), ...texts });
  say(`wrote ${Object.keys(texts).length} texts of settings`);
}

async function readJson(name: string): Promise<Record<string, Json>> {
  return objectSchema.parse(JSON.parse(await readFile(join(projectFolder, name), 'utf8')));
}

async function writeJson(name: string, value: Json): Promise<void> {
  await writeFile(join(projectFolder, name), `${JSON.stringify(value, null, 2)}\n`);
}

if (import.meta.main) await write();
