/** Reads a vendor's usage file, CSV or JSON, into sums by day and model. What is wrong is told by line, column, rule and value. */
import { CsvError, parse } from 'csv-parse/sync';
import { type Saying, saying } from '../protocol/translate.ts';
import { UsageError } from './exit.ts';
import {
  fieldNamed,
  readCost,
  readCount,
  readModel,
  readTime,
  ruleOf,
  type UsageField,
  usageFields,
} from './usage-fields.ts';

/** What a file says of one model on one day; `null`: the file does not tell. */
export interface UsageEntry {
  readonly day: string;
  readonly model: string;
  requests: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costNanoUsd: number | null;
}

export interface UsageFile {
  readonly lines: number;
  /** By day, then model. */
  readonly entries: readonly UsageEntry[];
}

/** Where a record stands in the file, and its cells by column. */
interface UsageRecord {
  readonly place: Saying;
  readonly cells: ReadonlyMap<string, string>;
}

const mostLines = 1_000_000;
const mostEntries = 20_000;

/** `mapping` is from column to field and stands above the names that are known. Throws `UsageError`. */
export function readUsageFile(name: string, text: string, mapping: ReadonlyMap<string, UsageField>): UsageFile {
  const records = /^\s*[[{]/.test(text) ? jsonRecords(name, text) : csvRecords(name, text);
  if (records.length === 0) throw new UsageError('{0} has no line of usage', name);
  if (records.length > mostLines)
    throw new UsageError('{0} must have at most {1} lines, got {2}', name, mostLines, records.length);
  const columns = columnsOf(name, records, mapping);
  const sums = new Map<string, UsageEntry>();
  for (const record of records) {
    addRecord(sums, record, columns, name);
    if (sums.size > mostEntries)
      throw new UsageError('{0} must have at most {1} pairs of day and model', name, mostEntries);
  }
  const entries = [...sums.values()].sort((one, other) =>
    `${one.day} ${one.model}` < `${other.day} ${other.model}` ? -1 : 1,
  );
  return { lines: records.length, entries };
}

type Columns = ReadonlyMap<UsageField, string>;

function columnsOf(name: string, records: readonly UsageRecord[], mapping: ReadonlyMap<string, UsageField>): Columns {
  const present = new Set(records.flatMap(({ cells }, index) => (index < 1000 ? [...cells.keys()] : [])));
  const columns = new Map<UsageField, string>();
  for (const [column, field] of mapping) {
    if (!present.has(column))
      throw new UsageError(
        '--map {0}={1}: {2} has no column {0}; it has {3}',
        ...[column, field, name, [...present].join(', ')],
      );
    columns.set(field, column);
  }
  for (const column of present) {
    const field = fieldNamed(column);
    if (field !== null && !columns.has(field) && !mapping.has(column)) columns.set(field, column);
  }
  for (const field of ['time', 'model'] as const) {
    if (!columns.has(field))
      throw new UsageError(
        '{0} has no column for {1}; name it with --map COLUMN={1}. It has {2}',
        ...[name, field, [...present].join(', ')],
      );
  }
  const figures = usageFields.filter((field) => field !== 'time' && field !== 'model');
  if (!figures.some((field) => columns.has(field)))
    throw new UsageError(
      '{0} has no column for any of {1}; name one with --map COLUMN=FIELD',
      name,
      figures.join(', '),
    );
  return columns;
}

function addRecord(sums: Map<string, UsageEntry>, record: UsageRecord, columns: Columns, name: string): void {
  const cell = <Value>(field: UsageField, read: (text: string) => Value | null): Value | null => {
    const column = columns.get(field);
    if (column === undefined) return null;
    const text = record.cells.get(column) ?? '';
    const value = read(text);
    if (value !== null) return value;
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    throw new UsageError(
      '{0} {1}, column {2}: {3} {4}, got {5}',
      ...[name, record.place, column, field, ruleOf(field), JSON.stringify(shown)],
    );
  };
  const time = cell('time', readTime);
  const model = cell('model', readModel);
  if (time === null || model === null) return;
  // A line with a time of its own and no count is one request.
  const requests = cell('requests', readCount) ?? (time.exact ? 1 : null);
  const input = cell('inputTokens', readCount);
  const cached = cell('cacheReadTokens', readCount);
  const key = `${time.day} ${model}`;
  const none = { requests: null, inputTokens: null, outputTokens: null, costNanoUsd: null };
  const entry = sums.get(key) ?? { day: time.day, model, ...none };
  entry.requests = plus(entry.requests, requests);
  entry.inputTokens = plus(entry.inputTokens, plus(input, cached));
  entry.outputTokens = plus(entry.outputTokens, cell('outputTokens', readCount));
  entry.costNanoUsd = plus(entry.costNanoUsd, cell('costUsd', readCost));
  sums.set(key, entry);
}

function plus(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : one + other;
}

function csvRecords(name: string, text: string): UsageRecord[] {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].toSorted((a, b) => heading.split(b).length - heading.split(a).length)[0] ?? ',';
  const [first, ...rows] = parsedCsv(name, text, delimiter);
  const names = first?.cells.map((column) => column.trim()) ?? [];
  const twice = names.find((column, index) => names.indexOf(column) !== index);
  if (twice !== undefined) throw new UsageError('{0} must name each column once, got {1} twice', name, twice);
  return rows.map(({ cells, line }) => ({
    place: saying('line {0}', line),
    cells: new Map(names.map((column, index) => [column, cells[index] ?? ''])),
  }));
}

function parsedCsv(name: string, text: string, delimiter: string) {
  const rows: { readonly cells: readonly string[]; readonly line: number }[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      max_record_size: 1 << 20,
      on_record: (cells: string[], { lines }) => {
        rows.push({ cells, line: lines });
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError('{0} is no CSV that can be read: {1}', name, csvTrouble(error));
    throw error;
  }
}

/** The parser's own sentence is English: where it stands and its code are all that is taken of it. */
function csvTrouble({ code, lines }: CsvError): Saying {
  return saying('line {0} ({1})', typeof lines === 'number' ? lines : '?', code);
}

/** An array of objects, an object whose one array holds them, or one object a line. */
function jsonRecords(name: string, text: string): UsageRecord[] {
  return objectsIn(name, text).map((value, index) => {
    const place = saying('entry {0}', index + 1);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new UsageError('{0} {1} must be an object, got {2}', name, place, JSON.stringify(value).slice(0, 60));
    const cells = new Map<string, string>();
    addCells(cells, '', value, 3);
    return { place, cells };
  });
}

function objectsIn(name: string, text: string): readonly unknown[] {
  const whole = parsedJson(text);
  if (Array.isArray(whole)) return whole;
  if (typeof whole === 'object' && whole !== null) {
    const arrays = Object.values(whole).filter((value) => Array.isArray(value));
    return arrays.length === 1 && arrays[0] !== undefined ? arrays[0] : [whole];
  }
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const value = parsedJson(line);
      if (value === undefined)
        throw new UsageError(
          '{0} {1} must be JSON, got {2}',
          ...[name, saying('line {0}', index + 1), JSON.stringify(line.slice(0, 60))],
        );
      return value;
    });
}

/** Fields of objects inside are named by their path, such as `usage.prompt_tokens`. */
function addCells(cells: Map<string, string>, path: string, value: object, depth: number): void {
  for (const [key, entry] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof entry === 'string' || typeof entry === 'number') cells.set(name, String(entry));
    else if (typeof entry === 'object' && entry !== null && !Array.isArray(entry) && depth > 0)
      addCells(cells, name, entry, depth - 1);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
