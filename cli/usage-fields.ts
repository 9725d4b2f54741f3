/** Which columns of a vendor's usage file say what, and how a cell of each is read. */
import { type Saying, saying } from '../protocol/translate.ts';
import { nanoUsdOf } from './usd.ts';

export const usageFields = [
  'time',
  'model',
  'requests',
  'inputTokens',
  'cacheReadTokens',
  'outputTokens',
  'costUsd',
] as const;
export type UsageField = (typeof usageFields)[number];

/** Column names vendors use, in lower case without anything but letters and digits. */
const knownNames: Readonly<Record<UsageField, readonly string[]>> = {
  time: [
    'time',
    'date',
    'day',
    'timestamp',
    'createdat',
    'created',
    'starttime',
    'startedat',
    'usagedate',
    'requesttime',
  ],
  model: ['model', 'modelname', 'modelid', 'modelslug'],
  requests: ['requests', 'requestcount', 'numrequests', 'nummodelrequests', 'calls', 'count'],
  inputTokens: ['inputtokens', 'prompttokens', 'tokensprompt', 'tokensin', 'totalinputtokens'],
  // Most vendors count cached tokens inside the input; where they stand apart, whoever imports says so.
  cacheReadTokens: [],
  outputTokens: ['outputtokens', 'completiontokens', 'tokenscompletion', 'tokensout', 'totaloutputtokens'],
  costUsd: ['costusd', 'cost', 'amountusd', 'amount', 'totalcost', 'spend', 'spendusd', 'costtotal'],
};

/** The field a column name stands for by itself; `null`: none. */
export function fieldNamed(column: string): UsageField | null {
  const bare = column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return usageFields.find((field) => knownNames[field].includes(bare)) ?? null;
}

/** A day on the ledger's calendar, and whether the file told the time within it. */
export interface UsageTime {
  readonly day: string;
  readonly exact: boolean;
}

const rules = {
  time: saying('must be a time such as 2026-11-22 or 2026-11-22T08:00:00Z'),
  model: saying('must be a name of 1 to 200 characters'),
  count: saying('must be a whole number from 0 on'),
  costUsd: saying('must be an amount of dollars such as 0.0123'),
} as const;

/** What a cell must be; for messages. */
export function ruleOf(field: UsageField): Saying {
  return field === 'time' || field === 'model' || field === 'costUsd' ? rules[field] : rules.count;
}

/** A date alone is that day; a time without a zone is UTC; ten or thirteen digits are seconds or milliseconds since 1970. */
export function readTime(text: string): UsageTime | null {
  const trimmed = text.trim();
  const date = /^(\d{4})[-/](\d\d)[-/](\d\d)$/.exec(trimmed);
  if (date !== null) {
    const day = `${date[1]}-${date[2]}-${date[3]}`;
    return isDay(day) ? { day, exact: false } : null;
  }
  const epochMs = /^\d{10}$/.test(trimmed) ? Number(trimmed) * 1000 : /^\d{13}$/.test(trimmed) ? Number(trimmed) : null;
  const instant = epochMs === null ? instantOf(trimmed) : new Date(epochMs);
  return instant === null ? null : { day: localDay(instant), exact: true };
}

export function readModel(text: string): string | null {
  const model = text.trim();
  return model.length >= 1 && model.length <= 200 ? model : null;
}

/** Commas between thousands are allowed; an empty cell is 0. */
export function readCount(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (!/^(\d{1,3}(,\d{3})+|\d{1,15})(\.0+)?$/.test(trimmed)) return null;
  return Number(trimmed.replaceAll(',', ''));
}

/** Nano-dollars; an empty cell is 0. */
export function readCost(text: string): number | null {
  return text.trim() === '' ? 0 : nanoUsdOf(text);
}

/** The local day of an instant, as this machine counts. */
export function localDay(instant: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
}

function instantOf(text: string): Date | null {
  const match = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/.exec(
    text,
  );
  if (match === null) return null;
  const [, year, month, day, time, zone] = match;
  if (!isDay(`${year}-${month}-${day}`)) return null;
  const offset = zone === undefined || zone === 'UTC' ? 'Z' : zone;
  const instant = new Date(`${year}-${month}-${day}T${time}${offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isFinite(instant.getTime()) ? instant : null;
}

/** February has no thirtieth, which `Date` would take for the second of March. */
function isDay(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return Number.isFinite(instant.getTime()) && instant.toISOString().startsWith(text);
}
