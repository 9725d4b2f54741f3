/** Which columns of a vendor's usage file say what, and how a cell of each is read. */
import { isDay } from '../protocol/time-range.ts';
import { type Saying, saying } from '../protocol/translate.ts';
import { type DecimalSign, readNumber } from './decimal-sign.ts';
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
export type FigureField = Exclude<UsageField, 'time' | 'model'>;
export const figureFields = ['requests', 'inputTokens', 'cacheReadTokens', 'outputTokens', 'costUsd'] as const;

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
  count: {
    point: saying('must be a whole number from 0 on, such as 1200 or 1,200 (or with --decimal comma 1.200)'),
    comma: saying('must be a whole number from 0 on, such as 1200 or 1.200 (or with --decimal point 1,200)'),
  },
  costUsd: {
    point: saying('must be an amount of dollars such as 0.0123 or 1,234.50 (or with --decimal comma 0,0123)'),
    comma: saying('must be an amount of dollars such as 0,0123 or 1.234,50 (or with --decimal point 0.0123)'),
  },
} as const;

/** What a cell must be; for messages. */
export function ruleOf(field: UsageField, decimal: DecimalSign): Saying {
  if (field === 'time' || field === 'model') return rules[field];
  return field === 'costUsd' ? rules.costUsd[decimal] : rules.count[decimal];
}

/**
 * A date alone is that day; a time without a zone is UTC; ten or thirteen digits are seconds or milliseconds since 1970.
 * `dayOf` tells on which day an instant is.
 */
export function readTime(text: string, dayOf: (epochMs: number) => string): UsageTime | null {
  const trimmed = text.trim();
  const date = /^(\d{4})[-/](\d\d)[-/](\d\d)$/.exec(trimmed);
  if (date !== null) {
    const day = `${date[1]}-${date[2]}-${date[3]}`;
    return isDay(day) ? { day, exact: false } : null;
  }
  const epochMs = /^\d{10}$/.test(trimmed) ? Number(trimmed) * 1000 : /^\d{13}$/.test(trimmed) ? Number(trimmed) : null;
  const instantMs = epochMs ?? instantOf(trimmed);
  return instantMs === null ? null : { day: dayOf(instantMs), exact: true };
}

export function readModel(text: string): string | null {
  const model = text.trim();
  return model.length >= 1 && model.length <= 200 ? model : null;
}

/** The figure in a cell of one of the fields that hold one. */
export function readFigure(field: FigureField, text: string, decimal: DecimalSign): number | null {
  return field === 'costUsd' ? readCost(text, decimal) : readCount(text, decimal);
}

/** A whole number, also one written with decimals that are all 0; an empty cell is 0. */
function readCount(text: string, decimal: DecimalSign): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const number = readNumber(trimmed, decimal);
  return number === null || number.whole === '' || /[1-9]/.test(number.fraction) ? null : Number(number.whole);
}

/** Nano-dollars; an empty cell is 0. */
function readCost(text: string, decimal: DecimalSign): number | null {
  return text.trim() === '' ? 0 : nanoUsdOf(text, decimal);
}

function instantOf(text: string): number | null {
  const match = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/.exec(
    text,
  );
  if (match === null) return null;
  const [, year, month, day, time, zone] = match;
  if (!isDay(`${year}-${month}-${day}`)) return null;
  const offset = zone === undefined || zone === 'UTC' ? 'Z' : zone;
  const instantMs = Date.parse(`${year}-${month}-${day}T${time}${offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isFinite(instantMs) ? instantMs : null;
}
