/** Hands requests out newest first, page by page, each with all its attempts: from the end of the journal backwards. */
import type { RequestsPage, RequestsParams } from '../../protocol/books.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { readBackwards } from './backwards.ts';
import { corrected } from './correction.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import type { CorrectionLine, SettlementLine } from './line.ts';
import { type Cursor, pageCursor, parseCursor } from './page-cursor.ts';
import { attemptKey, lostIntent, toRow, toUnknownSettlement } from './stored.ts';

export interface HistoryOptions {
  readonly files: LedgerFiles;
  readonly journal: Journal;
  /** Attempts under way now: their requests are no history yet. */
  readonly openAttempts: () => ReadonlySet<string>;
}

type PastRequest = RequestsPage['requests'][number] & Cursor;

const readingsKept = 4;

export function createHistory(options: HistoryOptions): (params: RequestsParams) => Promise<RequestsPage> {
  const kept = new Map<string, AsyncGenerator<PastRequest>>();
  return async ({ before, limit }) => {
    const known = before === undefined ? undefined : kept.get(before);
    if (before !== undefined) kept.delete(before);
    const reading = known ?? olderThan(readRequests(options), before === undefined ? null : parseCursor(before));
    const requests: RequestsPage['requests'] = [];
    while (true) {
      const { value, done } = await reading.next();
      if (done === true) return { requests, next: null };
      const { requestId, startedAt, attempts } = value;
      requests.push({ requestId, startedAt, attempts });
      if (requests.length < limit) continue;
      const next = pageCursor(value);
      kept.set(next, reading);
      for (const oldest of [...kept.keys()].slice(0, -readingsKept)) kept.delete(oldest);
      return { requests, next };
    }
  };
}

async function* olderThan(reading: AsyncGenerator<PastRequest>, cursor: Cursor | null): AsyncGenerator<PastRequest> {
  for await (const request of reading) {
    const { month, place } = request;
    const isOlder = cursor === null || month < cursor.month || (month === cursor.month && place < cursor.place);
    if (isOlder) yield request;
  }
}

/** In the order of their first attempts, the latest first. */
async function* readRequests({ files, journal, openAttempts }: HistoryOptions): AsyncGenerator<PastRequest> {
  const open = openAttempts();
  const segments = [...journal.segments()].reverse();
  const attempts = new Map<string, AttemptRow[]>();
  const finish = (requestId: string, month: string, place: number): PastRequest | null => {
    const rows = attempts.get(requestId)?.sort((one, other) => one.attempt - other.attempt);
    attempts.delete(requestId);
    const startedAt = rows?.[0]?.startedAt;
    return rows === undefined || startedAt === undefined
      ? null
      : { requestId, startedAt, attempts: rows, month, place };
  };
  const add = (row: AttemptRow) => {
    const rows = attempts.get(row.requestId);
    if (rows === undefined) attempts.set(row.requestId, [row]);
    else rows.push(row);
  };
  for (const { month, bytes } of segments) {
    const settlements = new Map<string, SettlementLine>();
    const corrections = new Map<string, CorrectionLine>();
    const rowOf = (key: string, ...lines: Parameters<typeof toRow>) => {
      const correction = corrections.get(key);
      corrections.delete(key);
      return corrected(toRow(...lines), correction === undefined ? [] : [correction]).row;
    };
    for await (const line of readBackwards(files, journal.fileOf(month), bytes)) {
      if (line.t === 'segment') continue;
      const key = attemptKey(line.r, line.a);
      if (line.t === 'correct' && !corrections.has(key)) corrections.set(key, line);
      // Of two settlements the earlier one counts, which is met later.
      if (line.t === 'settle') settlements.set(key, line);
      if (line.t !== 'intent' || open.has(key)) continue;
      add(rowOf(key, line, settlements.get(key) ?? toUnknownSettlement(line, line.at)));
      settlements.delete(key);
      const request = line.a === 1 ? finish(line.r, month, line.n) : null;
      if (request !== null) yield request;
    }
    for (const [key, settlement] of settlements) add(rowOf(key, lostIntent(settlement), settlement));
  }
  // Their first attempt is in no segment any more.
  const oldest = segments.at(-1)?.month ?? '';
  for (const requestId of [...attempts.keys()]) {
    const request = finish(requestId, oldest, 0);
    if (request !== null) yield request;
  }
}
