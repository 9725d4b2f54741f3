/**
 * Knows good intents and settlements by looking at each field by hand: nine tenths of what reading a long journal takes
 * went into the schemas. What is not known here goes through them, so they alone say what a line may be.
 */
import { failureKindSchema } from '../../protocol/failure.ts';
import { abortPolicies } from '../../protocol/spend.ts';
import { isObject } from '../parsed-json.ts';
import type { IntentLine, SettlementLine } from './line.ts';

/** Narrower than the schemas, never wider; both ends of that are tested. */
export function isKnownLine(value: unknown): value is IntentLine | SettlementLine {
  if (!isObject(value) || !isCount(value.n) || !isWhole(value.at) || !isText(value.r)) return false;
  if (!isWhole(value.a) || value.a <= 0 || !isFlag(value.s)) return false;
  return value.t === 'intent' ? isIntent(value) : value.t === 'settle' && isSettlement(value);
}

type Fields = Readonly<Record<string, unknown>>;

function isIntent({ m, k, p, o, f, w, q, v }: Fields): boolean {
  if (v !== undefined && v !== 1) return false;
  if (!isText(m) || !isText(k) || !isText(p) || !isCount(f)) return false;
  return areOrigins(o) && areCounts(w, 2, 3) && arePrices(q);
}

/** Client, and six or seven texts more, of which only the last may not be `null`. */
function areOrigins(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 7 || value.length > 8 || !isText(value[0])) return false;
  for (let at = 1; at < 7; at += 1) if (value[at] !== null && !isText(value[at])) return false;
  return value.length === 7 || isText(value[7]);
}

function arePrices(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [nominal, list, terms]: unknown[] = value;
  if ((nominal !== null && !isPlainPrice(nominal)) || (list !== null && !isPlainPrice(list))) return false;
  return Array.isArray(terms) && terms.length === 3 && terms.every(isText);
}

/** Ten rates, source and date: a price with more to it is left to the schema. */
function isPlainPrice(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 12 || !isCount(value[0]) || !isCount(value[1])) return false;
  for (let at = 2; at < 10; at += 1) if (value[at] !== null && !isCount(value[at])) return false;
  return isText(value[10]) && (value[11] === null || isText(value[11]));
}

function isSettlement(fields: Fields): boolean {
  const { e, b, d, u, l, c, x, fp, tt, sm, ab } = fields;
  if (typeof e !== 'string' || !outcomes.has(e) || !isFlag(b) || !isFlag(d) || !('raw' in fields)) return false;
  if (u !== null && !isUsage(u)) return false;
  if ((l !== null && !isWhole(l)) || (c !== null && !isWhole(c))) return false;
  if ((fp !== null && !isNumber(fp)) || !isNumber(tt) || (sm !== null && !isText(sm))) return false;
  if (ab !== undefined && !(typeof ab === 'string' && policies.has(ab))) return false;
  return x === undefined || (Array.isArray(x) && x.every(isText));
}

const outcomes: ReadonlySet<string> = new Set(['success', 'unknown', ...failureKindSchema.options]);
const policies: ReadonlySet<string> = new Set(abortPolicies);

/** Ten counts of tokens and a flag. */
function isUsage(value: unknown): boolean {
  return areCounts(value, 11, 11) && Array.isArray(value) && isFlag(value[10]);
}

function areCounts(value: unknown, least: number, most: number): boolean {
  if (!Array.isArray(value) || value.length < least || value.length > most) return false;
  for (let at = 0; at < value.length; at += 1) if (!isCount(value[at])) return false;
  return true;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isCount(value: unknown): value is number {
  return isWhole(value) && value >= 0;
}

function isFlag(value: unknown): value is 0 | 1 {
  return value === 0 || value === 1;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
