/** The list of requests as it is shown: how many match, the few rows that can be seen, the details of the chosen one. Pure. */
import type { Language } from '../language.ts';
import type { PanelState } from '../panel-state.ts';
import { filterRequests } from './filter.ts';
import { listWindow, type Viewport } from './list-window.ts';
import type { PastRequest } from './past-requests.ts';
import { type RequestDetail, requestDetail } from './request-detail.ts';
import { type RequestRow, requestRow } from './request-row.ts';

export interface HistoryView {
  /** Matching ones, of which `rows` are drawn. */
  readonly count: number;
  readonly countInWords: string;
  readonly rows: readonly (RequestRow & { readonly index: number })[];
  /** Pixels above the first drawn row, and of all rows. */
  readonly offset: number;
  readonly height: number;
  readonly viewport: Viewport;
  /** The chosen request's place; -1: it is not among the matching ones. */
  readonly chosen: number;
  readonly detail: RequestDetail | null;
  /** What to say of older ones at the end of the list; empty: nothing. */
  readonly older: string;
  readonly failed: string;
  /** The ids in order, for the keyboard. */
  readonly idAt: (index: number) => string | undefined;
}

export function historyView(state: PanelState, nowMs: number, language: Language): HistoryView {
  const { choices, viewport, past, asked } = state;
  const { say, sayCount, writeCount } = language;
  const all = heldRequests(state);
  const matching = filterRequests(all, choices);
  const { first, end, rowHeight } = listWindow(viewport, matching.length);
  const chosen = choices.request === null ? -1 : matching.findIndex(({ requestId }) => requestId === choices.request);
  const rows = matching.slice(first, end).flatMap((request, place) => {
    const row = requestRow(request.attempts, nowMs, language);
    return row === undefined ? [] : [{ ...row, index: first + place }];
  });
  const selected = matching[chosen];
  const isSearching = matching.length !== all.length;
  return {
    count: matching.length,
    countInWords: isSearching
      ? say('requests.matching', { count: writeCount(matching.length), all: writeCount(all.length) })
      : sayCount('requests.count', all.length),
    rows,
    offset: first * rowHeight,
    height: matching.length * rowHeight,
    viewport,
    chosen,
    detail: selected === undefined ? null : requestDetail(selected, state.decision, language),
    older: olderText(past.older.kind, say('requests.loadingOlder'), say('requests.dropped')),
    failed: asked.requests?.answer.kind === 'failed' ? asked.requests.answer.reason : '',
    idAt: (index) => matching[index]?.requestId,
  };
}

/** Before the first page has come, what the overview brought. */
function heldRequests({ past, overview }: PanelState): readonly PastRequest[] {
  if (past.requests.length > 0 || overview === null) return past.requests;
  return [...Map.groupBy(overview.recent, (row) => row.requestId)].flatMap(([requestId, rows]) => {
    const attempts = rows.toSorted((one, other) => one.attempt - other.attempt);
    const startedAt = attempts[0]?.startedAt;
    return startedAt === undefined ? [] : [{ requestId, startedAt, attempts }];
  });
}

function olderText(kind: PanelState['past']['older']['kind'], loading: string, dropped: string): string {
  switch (kind) {
    case 'page':
      return loading;
    case 'dropped':
      return dropped;
    case 'unknown':
    case 'none':
      return '';
  }
}
