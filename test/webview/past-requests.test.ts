/** The list of requests without a browser: how pages and news are put together, found, and laid out in a window of rows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttemptRow } from '../../protocol/spend.ts';
import { filterRequests } from '../../webview/history/filter.ts';
import { listWindow, rowAfterKey, rowHeightOf, scrolledTo } from '../../webview/history/list-window.ts';
import {
  mostRequests,
  noPastRequests,
  type PastRequests,
  withPage,
  withRecent,
} from '../../webview/history/past-requests.ts';
import { requestDetail } from '../../webview/history/request-detail.ts';
import { language } from '../../webview/language.ts';
import { english } from '../../webview/texts.ts';
import { attemptRow, nowMs } from './overviews.ts';
import { requestsPage } from './series.ts';

const words = language(english, 'en', { timeZone: 'UTC' });
const ids = ({ requests }: PastRequests) => requests.map(({ requestId }) => requestId);
const startedAt = (minute: number) => new Date(nowMs + minute * 60_000).toISOString();
const fresh = (number: number, fields: Partial<AttemptRow> = {}) =>
  attemptRow({ requestId: `new-${number}`, startedAt: startedAt(number), ...fields });

describe('past requests', () => {
  const firstPage = withPage(noPastRequests, null, requestsPage(0, 3, '2026-11.9'));

  it('grow by pages at the end and by news at the top, each request once', () => {
    const older = withPage(firstPage, '2026-11.9', requestsPage(2, 3, null));
    assert.deepEqual(ids(older), ['past-0', 'past-1', 'past-2', 'past-3', 'past-4']);
    assert.equal(older.older.kind, 'none');
    assert.deepEqual(ids(withRecent(older, [fresh(2), fresh(1)])).slice(0, 3), ['new-2', 'new-1', 'past-0']);
  });

  it('are the very same when nothing is new', () => {
    const known = withRecent(firstPage, [fresh(1)]);
    assert.equal(withRecent(known, [fresh(1)]), known);
    assert.equal(withPage(firstPage, 'another page', requestsPage(9, 1, null)), firstPage);
  });

  it('keep the attempts a page brought, and take a correction', () => {
    const failed = fresh(1, { outcome: 'overloaded' });
    const answered = fresh(1, { attempt: 2, target: 'fast@relay' });
    const both = withRecent(withRecent(firstPage, [failed]), [answered]);
    assert.deepEqual(
      both.requests[0]?.attempts.map(({ attempt }) => attempt),
      [1, 2],
    );
    const correction = { id: 'c1', at: startedAt(2), why: 'refunded' };
    const corrected = withRecent(both, [{ ...answered, billedCostNanoUsd: 0, correction }]);
    assert.equal(corrected.requests[0]?.attempts[1]?.billedCostNanoUsd, 0);
  });

  it('are asked for anew when so much happened that some may be missing between', () => {
    const rows = Array.from({ length: 50 }, (_, number) => fresh(number + 1));
    assert.deepEqual(withRecent(firstPage, rows), noPastRequests);
  });

  it('E6: are never more than ten thousand, however many come', () => {
    let past = withPage(noPastRequests, null, requestsPage(0, mostRequests - 5, '2026-11.9'));
    for (let number = 1; number <= 400; number += 1) past = withRecent(past, [fresh(number), fresh(number - 1)]);
    assert.equal(past.requests.length, mostRequests);
    assert.equal(past.older.kind, 'dropped');
    assert.equal(past.requests[0]?.requestId, 'new-400');
  });
});

describe('finding requests', () => {
  const { requests } = withRecent(withPage(noPastRequests, null, requestsPage(0, 20, null)), [
    fresh(1, { outcome: 'overloaded', target: 'GPT-4.1@relay', branch: 'fix/rounding' }),
    fresh(2, { measured: false }),
    fresh(3, { billedCostNanoUsd: null }),
    fresh(4, { outcome: 'network', target: 'a@one' }),
    fresh(4, { attempt: 2, target: 'b@two' }),
  ]);
  const found = (search: string, outcome: Parameters<typeof filterRequests>[1]['outcome'] = 'all') =>
    filterRequests(requests, { search, outcome }).map(({ requestId }) => requestId);

  it('looks for every word, in any order, case and field', () => {
    assert.deepEqual(found('ROUNDING gpt'), ['new-1']);
    assert.deepEqual(found('command-7'), ['past-7']);
    assert.deepEqual(found('rounding nowhere'), []);
    assert.equal(filterRequests(requests, { search: ' ', outcome: 'all' }), requests);
  });

  it('tells by outcome, failover, estimate and unknown cost', () => {
    assert.deepEqual(found('', 'failed'), ['new-1']);
    assert.deepEqual(found('', 'failover'), ['new-4']);
    assert.deepEqual(found('', 'estimated'), ['new-2']);
    assert.deepEqual(found('', 'unknown-cost'), ['new-3']);
    assert.equal(found('', 'success').length, 23);
  });
});

describe('the window of rows', () => {
  it('E6: draws what can be seen and a few more, wherever the list is scrolled', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 10_000 }),
        fc.nat({ max: 500_000 }),
        fc.integer({ min: 100, max: 2000 }),
        fc.boolean(),
        (count, top, height, isWide) => {
          const viewport = { top: Math.min(top, count * rowHeightOf({ top, height, isWide })), height, isWide };
          const { first, end, rowHeight } = listWindow(viewport, count);
          assert.ok(first >= 0 && end <= count && end - first <= Math.ceil(height / rowHeight) + 14);
          const lastSeen = Math.min(count, Math.floor((viewport.top + height) / rowHeight));
          assert.ok(first <= Math.floor(viewport.top / rowHeight) && end >= lastSeen);
        },
      ),
    );
  });

  it('E7: is moved by the keys of a list, and scrolled no further than needed', () => {
    const viewport = { top: 0, height: 260, isWide: true };
    const key = (name: string, from: number) => rowAfterKey(name, from, 100, viewport);
    assert.deepEqual(
      [
        key('ArrowDown', -1),
        key('ArrowUp', -1),
        key('ArrowDown', 99),
        key('PageDown', 4),
        key('Home', 50),
        key('End', 0),
      ],
      [0, 0, 99, 13, 0, 99],
    );
    assert.equal(key('a', 3), null);
    assert.equal(rowAfterKey('ArrowDown', -1, 0, viewport), null);
    assert.deepEqual([scrolledTo(viewport, 3), scrolledTo(viewport, 10)], [0, 26]);
    assert.equal(scrolledTo({ ...viewport, top: 500 }, 3), 78);
  });
});

describe('the details of a request', () => {
  const detailOf = (...attempts: AttemptRow[]) =>
    requestDetail({ requestId: 'r', startedAt: startedAt(0), attempts }, null, words);
  const fact = (detail: ReturnType<typeof detailOf>, label: string) =>
    detail.attempts.at(-1)?.facts.find((one) => one.label === label)?.value;

  it('E8: tell the route, from attempt to attempt', () => {
    const failed = fresh(1, { outcome: 'overloaded', billable: false, usage: null });
    const detail = detailOf(failed, fresh(1, { attempt: 2 }), fresh(1, { attempt: 3, target: 'fast@relay' }));
    assert.equal(detail.route, 'Answered by fast@relay after 1 failover.');
    assert.deepEqual(
      detail.attempts.map(({ after, target, outcome }) => `${after} ${target} ${outcome.text}`.trim()),
      ['gpt-4.1@relay Overloaded', 'again at gpt-4.1@relay Complete', 'on to fast@relay Complete'],
    );
    assert.equal(detailOf(failed).route, 'Not answered: 1 attempt, at gpt-4.1@relay: Overloaded.');
    assert.equal(detailOf(fresh(1)).route, 'Answered by gpt-4.1@relay, the first of its route.');
  });

  it('E8, N3: tell why the route was as it was, once the daemon has said so', () => {
    const request = { requestId: 'r', startedAt: startedAt(0), attempts: [fresh(1)] };
    const decision = {
      requestId: 'r',
      strategy: 'cheapest',
      rule: { name: 'long', why: 'long documents go to the large window' },
      plan: [{ target: 'gpt-4.1@relay', reason: 'cheapest that fits' }],
      excluded: [{ target: 'fast@relay', reason: 'its breaker is open' }],
    };
    const told = requestDetail(request, decision, words).decision;
    assert.equal(told?.by, 'Ordered by cheapest; long documents go to the large window');
    assert.deepEqual(told?.excluded, decision.excluded);
    assert.equal(requestDetail(request, { ...decision, requestId: 'another' }, words).decision, null);
  });

  it('L1: tell what an attempt of unknown cost counts for in budgets', () => {
    const unknown = fresh(1, { outcome: 'unknown', billedCostNanoUsd: null, countedNanoUsd: 6_850_000 });
    assert.equal(
      fact(detailOf(unknown), 'In budgets'),
      '$0.00685: its worst case, until their windows reset or it is corrected',
    );
    const free = fresh(1, { billable: false, billedCostNanoUsd: 0, countedNanoUsd: 0 });
    assert.equal(fact(detailOf(free), 'In budgets'), undefined);
  });

  it('E8: tell tokens by kind, costs, and whether they were measured or estimated', () => {
    const { usage } = fresh(1);
    assert.ok(usage);
    const detail = detailOf(
      fresh(1, {
        usage: { ...usage, cacheReadTokens: 12_000, reasoningTokens: 7 },
        measured: false,
        listCostNanoUsd: 20_000_000,
        savingsNanoUsd: 7_680_000,
      }),
    );
    assert.deepEqual(
      [fact(detail, 'From cache'), fact(detail, 'Reasoning'), fact(detail, 'Images in')],
      ['12,000', '7', undefined],
    );
    assert.deepEqual(
      [fact(detail, 'Counted'), fact(detail, 'Billed'), fact(detail, 'Saved')],
      ['≈ estimated', '≈ $0.0123', '≈ $0.00768'],
    );
    assert.equal(fact(detail, 'In budgets'), undefined);
    const simulated = detailOf(fresh(1, { simulated: true }));
    assert.deepEqual([fact(simulated, 'Simulated cost'), fact(simulated, 'Billed')], ['$0.0123', undefined]);
  });
});
