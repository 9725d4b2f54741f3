/** The requests the panel holds: pages of the past, and on top of them what has just been settled. Pure. */
import type { RequestsPage } from '../../protocol/books.ts';
import type { AttemptRow } from '../../protocol/spend.ts';

export interface PastRequest {
  readonly requestId: string;
  readonly startedAt: string;
  /** In order; never empty. */
  readonly attempts: readonly AttemptRow[];
}

export interface PastRequests {
  /** Newest first. */
  readonly requests: readonly PastRequest[];
  /**
   * Where older ones are: `unknown` until the first page came, `none` when there are none, `dropped` when the panel holds
   * as many as it may.
   */
  readonly older:
    | { readonly kind: 'unknown' | 'none' | 'dropped' }
    | { readonly kind: 'page'; readonly before: string };
}

export const noPastRequests: PastRequests = { requests: [], older: { kind: 'unknown' } };

/** Enough to scroll through; more would be memory for what an export shows better. */
export const mostRequests = 10_000;
/** The most rows an overview brings. */
const rowsOfOverview = 50;

/**
 * Puts the latest rows on top. Where none of them is known and there may be some between, what was held is given up:
 * it is asked for again from the top.
 */
export function withRecent(past: PastRequests, rows: readonly AttemptRow[]): PastRequests {
  if (past.older.kind === 'unknown') return past;
  const recent = Map.groupBy(rows, (row) => row.requestId);
  const known = new Map<string, PastRequest>();
  const rest: PastRequest[] = [];
  for (const request of past.requests) {
    if (recent.has(request.requestId)) known.set(request.requestId, request);
    else rest.push(request);
  }
  if (known.size === 0 && past.requests.length > 0 && rows.length >= rowsOfOverview) return noPastRequests;
  const isSame = [...recent].every(([requestId, attempts]) => hasAll(known.get(requestId), attempts));
  if (isSame) return past;
  const latest = [...recent].flatMap(
    ([requestId, attempts]) => merged(requestId, known.get(requestId), attempts) ?? [],
  );
  return cut({ ...past, requests: inOrder(latest, rest) });
}

/** Puts a page where it belongs: `before` as it was asked for. A page nobody waits for any more is passed over. */
export function withPage(past: PastRequests, before: string | null, page: RequestsPage): PastRequests {
  const older = page.next === null ? ({ kind: 'none' } as const) : ({ kind: 'page', before: page.next } as const);
  if (before === null) return cut({ requests: page.requests, older });
  if (past.older.kind !== 'page' || past.older.before !== before) return past;
  const known = new Set(past.requests.map(({ requestId }) => requestId));
  const added = page.requests.filter(({ requestId }) => !known.has(requestId));
  return cut({ requests: [...past.requests, ...added], older });
}

function cut(past: PastRequests): PastRequests {
  if (past.requests.length <= mostRequests) return past;
  return { requests: past.requests.slice(0, mostRequests), older: { kind: 'dropped' } };
}

/** The latest are few and belong near the top, so each is put where it belongs. `rest` is changed in place. */
function inOrder(latest: readonly PastRequest[], rest: PastRequest[]): PastRequest[] {
  const newestFirst = latest.toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  const first = rest[0]?.startedAt ?? '';
  const onTop = newestFirst.filter(({ startedAt }) => startedAt >= first);
  for (const request of newestFirst.slice(onTop.length)) {
    const place = rest.findIndex(({ startedAt }) => startedAt <= request.startedAt);
    rest.splice(place === -1 ? rest.length : place, 0, request);
  }
  rest.unshift(...onTop);
  return rest;
}

/** The oldest request of an overview may lack its first attempts, which a page has brought. */
function merged(requestId: string, known: PastRequest | undefined, rows: readonly AttemptRow[]): PastRequest | null {
  const byAttempt = new Map((known?.attempts ?? []).map((row) => [row.attempt, row]));
  for (const row of rows) byAttempt.set(row.attempt, row);
  const attempts = [...byAttempt.values()].sort((one, other) => one.attempt - other.attempt);
  const startedAt = attempts[0]?.startedAt;
  return startedAt === undefined ? null : { requestId, startedAt, attempts };
}

/** A correction is the one thing that changes a row. */
function hasAll(known: PastRequest | undefined, rows: readonly AttemptRow[]): boolean {
  return rows.every((row) => {
    const same = known?.attempts.find(({ attempt }) => attempt === row.attempt);
    return same !== undefined && same.correction?.id === row.correction?.id;
  });
}
