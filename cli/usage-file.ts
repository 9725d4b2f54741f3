/** Reads a vendor's usage file, CSV or JSON, into sums by day and model. What is wrong is told by line, column, rule and value. */
import { CsvError, parse } from 'csv-parse/sync';
import { type Saying, saying } from '../protocol/translate.ts';
import type { DecimalSign } from './decimal-sign.ts';
import { UsageError } from './exit.ts';
import { decimalIn, type WrittenFigure } from './usage-decimal.ts';
import {
  type FigureField,
  fieldNamed,
  figureFields,
  readFigure,
  readModel,
  readTime,
  ruleOf,
  type UsageField,
} from './usage-fields.ts';
import { shortened } from './written.ts';

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

export interface UsageReading {
  /** From column to field; it stands above the names that are known. */
  readonly mapping: ReadonlyMap<string, UsageField>;
  /** What stands before decimals; `null`: what the file shows. */
  readonly decimal: DecimalSign | null;
  /** The day of an instant where the file's days are counted. */
  readonly dayOf: (epochMs: number) => string;
}

/** Where a record stands in the file, and its cells by column. A number of JSON is none that a person wrote. */
interface UsageRecord {
  readonly place: Saying;
  readonly cells: ReadonlyMap<string, string | number>;
}

interface Records {
  readonly records: readonly UsageRecord[];
  /** Whether a comma in a number may stand before its decimals: where it parts cells it hardly does. */
  readonly commaMayBeDecimal: boolean;
}

const mostLines = 1_000_000;
const mostEntries = 20_000;

/** Throws `UsageError`. */
export function readUsageFile(name: string, text: string, reading: UsageReading): UsageFile {
  const { records, commaMayBeDecimal } = /^\s*[[{]/.test(text) ? jsonRecords(name, text) : csvRecords(name, text);
  if (records.length === 0) throw new UsageError('{0} has no line of usage', name);
  if (records.length > mostLines)
    throw new UsageError('{0} must have at most {1} lines, got {2}', name, mostLines, records.length);
  const columns = columnsOf(name, records, reading.mapping);
  const shown = () => (commaMayBeDecimal ? decimalIn(name, figuresIn(records, columns)) : 'point');
  const how = { columns, decimal: reading.decimal ?? shown(), dayOf: reading.dayOf };
  const sums = new Map<string, UsageEntry>();
  for (const record of records) {
    addRecord(sums, record, how, name);
    if (sums.size > mostEntries)
      throw new UsageError('{0} must have at most {1} pairs of day and model', name, mostEntries);
  }
  const entries = [...sums.values()].sort((one, other) =>
    `${one.day} ${one.model}` < `${other.day} ${other.model}` ? -1 : 1,
  );
  return { lines: records.length, entries };
}

function* figuresIn(records: readonly UsageRecord[], columns: Columns): Iterable<WrittenFigure> {
  for (const { place, cells } of records) {
    for (const field of figureFields) {
      const column = columns.get(field);
      if (column !== undefined) yield { place, column, field, text: String(cells.get(column) ?? '') };
    }
  }
}

type Columns = ReadonlyMap<UsageField, string>;

function columnsOf(name: string, records: readonly UsageRecord[], mapping: ReadonlyMap<string, UsageField>): Columns {
  const present = new Set(records.flatMap(({ cells }, index) => (index < 1000 ? [...cells.keys()] : [])));
  const columns = new Map<UsageField, string>();
  for (const [column, field] of mapping) {
    if (!present.has(column))
      throw new UsageError(
        '--map {0}={1}: {2} has no column {0}; it has {3}',
        ...[column, field, name, listed([...present])],
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
        ...[name, field, listed([...present])],
      );
  }
  if (!figureFields.some((field) => columns.has(field)))
    throw new UsageError(
      '{0} has no column for any of {1}; name one with --map COLUMN=FIELD',
      name,
      figureFields.join(', '),
    );
  return columns;
}

/** The first few of a list that may be long, and how many there are besides. */
function listed(columns: readonly string[]): string | Saying {
  const shown = columns.slice(0, mostColumnsShown).map(shortened).join(', ');
  const left = columns.length - mostColumnsShown;
  return left > 0 ? saying('{0} and {1} more', shown, left) : shown;
}

const mostColumnsShown = 12;

interface HowToRead {
  readonly columns: Columns;
  readonly decimal: DecimalSign;
  readonly dayOf: (epochMs: number) => string;
}

function addRecord(sums: Map<string, UsageEntry>, record: UsageRecord, how: HowToRead, name: string): void {
  const cell = <Value>(field: UsageField, read: (text: string, decimal: DecimalSign) => Value | null): Value | null => {
    const column = how.columns.get(field);
    if (column === undefined) return null;
    const found = record.cells.get(column) ?? '';
    const decimal = typeof found === 'number' ? 'point' : how.decimal;
    const value = read(String(found), decimal);
    if (value !== null) return value;
    throw new UsageError(
      '{0} {1}, column {2}: {3} {4}, got "{5}"',
      ...[name, record.place, column, field, ruleOf(field, decimal), shortened(String(found))],
    );
  };
  const figure = (field: FigureField) => cell(field, (text, decimal) => readFigure(field, text, decimal));
  const time = cell('time', (text) => readTime(text, how.dayOf));
  const model = cell('model', readModel);
  if (time === null || model === null) return;
  // A line with a time of its own and no count is one request.
  const requests = figure('requests') ?? (time.exact ? 1 : null);
  const input = figure('inputTokens');
  const cached = figure('cacheReadTokens');
  const key = `${time.day} ${model}`;
  const none = { requests: null, inputTokens: null, outputTokens: null, costNanoUsd: null };
  const entry = sums.get(key) ?? { day: time.day, model, ...none };
  entry.requests = plus(entry.requests, requests);
  entry.inputTokens = plus(entry.inputTokens, plus(input, cached));
  entry.outputTokens = plus(entry.outputTokens, figure('outputTokens'));
  entry.costNanoUsd = plus(entry.costNanoUsd, figure('costUsd'));
  sums.set(key, entry);
}

function plus(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : one + other;
}

function csvRecords(name: string, text: string): Records {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].toSorted((a, b) => heading.split(b).length - heading.split(a).length)[0] ?? ',';
  const [first, ...rows] = parsedCsv(name, text, delimiter);
  const names = first?.cells.map((column) => column.trim()) ?? [];
  const twice = names.find((column, index) => names.indexOf(column) !== index);
  if (twice !== undefined) throw new UsageError('{0} must name each column once, got {1} twice', name, twice);
  const records = rows.map(({ cells, line }) => ({
    place: saying('line {0}', line),
    cells: new Map(names.map((column, index) => [column, cells[index] ?? ''])),
  }));
  return { records, commaMayBeDecimal: delimiter !== ',' };
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

/** The parser's own sentence is English, and its code is for programs: where it stands and our words are told. */
function csvTrouble({ code, lines }: CsvError): Saying {
  return saying('line {0} ({1})', typeof lines === 'number' ? lines : '?', csvTroubles[code] ?? otherTrouble);
}

const csvTroubles: Readonly<Record<string, Saying>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: saying('it has more or fewer cells than the first line has columns'),
  CSV_QUOTE_NOT_CLOSED: saying('a quotation mark in it is not closed'),
  CSV_INVALID_CLOSING_QUOTE: saying('something follows a closing quotation mark'),
  INVALID_OPENING_QUOTE: saying('a quotation mark opens in the middle of a cell'),
  CSV_MAX_RECORD_SIZE: saying('it is longer than 1 MB'),
};
const otherTrouble = saying('it does not have the form of CSV');

/** An array of objects, an object whose one array holds them, or one object a line. */
function jsonRecords(name: string, text: string): Records {
  const records = objectsIn(name, text).map((value, index) => {
    const place = saying('entry {0}', index + 1);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new UsageError('{0} {1} must be an object, got "{2}"', name, place, shortened(JSON.stringify(value)));
    const cells = new Map<string, string | number>();
    addCells(cells, '', value, 3);
    return { place, cells };
  });
  return { records, commaMayBeDecimal: false };
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
          '{0} {1} must be JSON, got "{2}"',
          ...[name, saying('line {0}', index + 1), shortened(line)],
        );
      return value;
    });
}

/** Fields of objects inside are named by their path, such as `usage.prompt_tokens`. */
function addCells(cells: Map<string, string | number>, path: string, value: object, depth: number): void {
  for (const [key, entry] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof entry === 'string' || typeof entry === 'number') cells.set(name, entry);
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
