/** What the panel shows for what it knows: every word and number of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Overview } from '../../protocol/status.ts';
import { noUsage } from '../../protocol/usage.ts';
import { breakerRows } from '../../webview/breaker-rows.ts';
import { budgetRows } from '../../webview/budget-rows.ts';
import { requestRow } from '../../webview/history/request-row.ts';
import { language } from '../../webview/language.ts';
import { limitRows, limitsMove } from '../../webview/limit-rows.ts';
import { firstState, type PanelState } from '../../webview/panel-state.ts';
import { panelView } from '../../webview/panel-view.ts';
import { runningRows } from '../../webview/running-rows.ts';
import { summaryView } from '../../webview/summary-view.ts';
import { splitTarget, targetRows } from '../../webview/target-rows.ts';
import { english } from '../../webview/texts.ts';
import {
  attemptRow,
  budgetState,
  busyOverview,
  emptyOverview,
  latencyOf,
  now,
  nowMs,
  problems,
  runningRequest,
} from './overviews.ts';
import { spendSeries } from './series.ts';

const words = language(english, 'en', { timeZone: 'UTC' });
const viewOf = (state: Partial<PanelState>) => panelView({ ...firstState, ...state }, nowMs, words);
const ready = (overview: Overview) => ({ daemon: { state: 'ready' }, overview, revision: overview.revision }) as const;
const row = (...rows: Parameters<typeof attemptRow>[0][]) => {
  const attempts = rows.map(attemptRow).sort((one, other) => one.attempt - other.attempt);
  const shown = requestRow(attempts, nowMs, words);
  assert.ok(shown);
  return shown;
};

describe('what was refused', () => {
  const notesOf = (refused: Overview['refused']) => summaryView({ ...emptyOverview, refused }, null, words).notes;

  it('is told where there was any, with what budgets had to do with it, and since when it is counted', () => {
    const since = '2026-11-22T08:00:00.000Z';
    assert.deepEqual(notesOf({ since, requests: 0, byBudget: 0 }), []);
    assert.deepEqual(
      notesOf({ since, requests: 3, byBudget: 2 }).map((note) => note.replaceAll(/\s/g, ' ')),
      ['3 requests were refused before they were sent (2 for a budget), since Nov 22, 2026, 8:00:00 AM'],
    );
  });
});

describe('what was estimated', () => {
  it('is marked in the sum of today, and told', () => {
    const today = { ...emptyOverview.today, billedCostNanoUsd: 2_000_000_000, estimatedCostNanoUsd: 500_000_000 };
    const { spent, notes } = summaryView({ ...emptyOverview, today }, null, words);
    assert.equal(spent, '≈ $2.00');
    assert.deepEqual(notes, ['$0.50 of it is our estimate: the upstream told no count']);
    assert.deepEqual(
      summaryView({ ...emptyOverview, today: { ...today, estimatedCostNanoUsd: 0 } }, null, words).notes,
      [],
    );
  });
});

describe('where the month leads', () => {
  it('is said with its growth only where there is one', () => {
    const hint = (growth: number) =>
      summaryView({ ...emptyOverview, month: { ...emptyOverview.month, growth } }, null, words).sums[2]?.hint;
    assert.equal(hint(1), 'At this rate.');
    assert.match(hint(1.2) ?? '', /1\.2 times as dear/);
  });
});

describe('budgets', () => {
  const rowOf = (fields: Parameters<typeof budgetState>[0]) => {
    const [shown] = budgetRows([budgetState(fields)], words);
    assert.ok(shown);
    return shown;
  };

  it('say what is used of how much, what is held, and when they reset', () => {
    assert.deepEqual(rowOf({ usedNanoUsd: 2_000_000_000, heldNanoUsd: 500_000_000 }), {
      name: 'day',
      about: 'everything, a day, refuses what does not fit',
      figures: '$2.00 of $5.00',
      note: '$0.50 held for running requests · resets 2026-11-23 00:00 (UTC)',
      usedPercent: 40,
      heldPercent: 10,
      inWords: '40 % used, 10 % held',
      level: 'fine',
    });
  });

  it('say what of it stands for attempts of unknown cost', () => {
    const { note } = rowOf({ usedNanoUsd: 2_000_000_000, beyondBookedNanoUsd: 6_850_000, resetsAtLocal: null });
    assert.equal(note, '$0.00685 of it for attempts of unknown cost, at their worst case');
  });

  it('never draw a bar longer than it is, also for a limit of nothing', () => {
    const over = rowOf({ usedNanoUsd: 7_000_000_000, heldNanoUsd: 1_000_000_000 });
    assert.deepEqual([over.usedPercent, over.heldPercent, over.level], [100, 0, 'full']);
    const nothing = rowOf({ usedNanoUsd: 0, limitNanoUsd: 0 });
    assert.deepEqual([nothing.usedPercent, nothing.heldPercent, nothing.level], [100, 0, 'full']);
  });

  it('show that a mark was passed', () => {
    assert.equal(rowOf({ usedNanoUsd: 3_000_000_000, lastWarning: 50 }).level, 'warned');
  });

  it('are not there where none is configured', () => {
    const { body } = viewOf(ready({ ...busyOverview, budgets: [] }));
    assert.deepEqual(body.kind === 'figures' && body.budgets, []);
  });
});

describe('the panel as a whole', () => {
  it('is loading before the extension host has spoken', () => {
    const view = viewOf({});
    assert.deepEqual([view.banner.kind, view.body.kind, view.announcement], ['busy', 'blank', '']);
  });

  it('says what to do when the daemon is stopped and when nothing was asked', () => {
    assert.equal(viewOf({ daemon: { state: 'stopped' } }).body.kind, 'stopped');
    assert.deepEqual(viewOf(ready(emptyOverview)).body, { kind: 'empty', profile: 'default' });
  });

  it('shows kept figures at once while it waits for fresh ones', () => {
    const view = viewOf({ overview: busyOverview });
    assert.deepEqual([view.banner.kind, view.body.kind], ['busy', 'figures']);
  });

  it('without the daemon keeps the figures, says they are old, and runs nothing', () => {
    const view = viewOf({ daemon: { state: 'failed', reason: 'no socket' }, overview: busyOverview, revision: null });
    assert.deepEqual(view.banner, { kind: 'failed', reason: 'no socket', figuresAreOld: true });
    assert.deepEqual(view.body.kind === 'figures' && view.body.running, []);
    assert.equal(view.announcement, 'No connection to the daemon. no socket');
  });

  it('E7: announces how the daemon stands and never the figures', () => {
    const first = viewOf(ready(busyOverview)).announcement;
    assert.equal(first, 'The daemon is ready.');
    assert.equal(viewOf(ready({ ...busyOverview, revision: 8, recent: [] })).announcement, first);
  });

  it('names refused settings with the whole sentence and where they stand', () => {
    const [first, second] = viewOf(ready({ ...busyOverview, problems })).problems;
    assert.match(first?.message ?? '', /requestsPerMinute must be .*, got -5$/);
    assert.deepEqual([first?.source, second?.source], ['configuration file', 'VS Code settings']);
  });

  it('tells what the ledger found apart from settings, which could not mend it', () => {
    const { problems: settings, findings } = viewOf(ready({ ...busyOverview, problems }));
    assert.deepEqual([settings.length, findings.length], [2, 1]);
    assert.match(findings[0] ?? '', /was made anew from the journal/);
  });
});

describe('the summary', () => {
  it('U6: is a lower bound when a cost is unknown, and says why', () => {
    const { spent, notes } = summaryView(busyOverview, null, words);
    assert.equal(spent, '≥ $1.27');
    assert.equal(notes[0], '2 attempts have no known cost, so the sum is a lower bound.');
  });

  it('shows simulated cost apart from real money, labelled', () => {
    const today = { ...emptyOverview.today, requests: 1, simulatedRequests: 1, simulatedCostNanoUsd: 4_120_000 };
    const { spent, notes } = summaryView({ ...emptyOverview, today }, null, words);
    assert.equal(spent, '$0.00');
    assert.deepEqual(notes, ['$0.00412 simulated, in 1 request: not real money']);
  });

  it('counts cached tokens among those in, and marks failures as bad only when there are any', () => {
    const [requests, failed, tokensIn, tokensOut] = summaryView(busyOverview, null, words).figures;
    assert.equal(requests?.value, '38');
    assert.deepEqual([failed?.value, failed?.isBad], ['4', true]);
    assert.deepEqual([tokensIn?.value, tokensIn?.hint], ['230.4K', '230,400']);
    assert.equal(tokensOut?.value, '21.9K');
    assert.equal(summaryView(emptyOverview, null, words).figures[1]?.isBad, false);
  });
});

describe('the sums beside today', () => {
  const shown = (...fields: Parameters<typeof summaryView>) => summaryView(...fields).sums.map(({ value }) => value);

  it('are this week, this month, where the month leads, and what was saved', () => {
    assert.deepEqual(shown(busyOverview, spendSeries.week, words), ['≥ $8.41', '$31.20', '$43.50', '$15.60']);
    assert.deepEqual(shown(emptyOverview, null, words), ['–', '$0.00', '$0.00', '$0.00']);
  });

  it('say how far a vendor’s own figures are from the ledger’s', () => {
    const compared = { requests: null, inputTokens: null, outputTokens: null };
    const importedGap = {
      importedAt: now,
      file: 'usage.csv',
      track: 'relay',
      from: now,
      to: now,
      imported: { ...compared, costNanoUsd: 12_500_000_000 },
      ledger: { ...compared, costNanoUsd: 12_300_000_000 },
      differing: 3,
    };
    assert.deepEqual(summaryView({ ...emptyOverview, importedGap }, null, words).notes, [
      'usage.csv: the vendor counts $12.50, the ledger $12.30, 1.6% apart; 3 days and models differ.',
    ]);
  });
});

describe('circuit breakers', () => {
  const rows = breakerRows(busyOverview.breakers ?? [], nowMs - 2000, nowMs, words);

  it('come open ones first, with the time to the probe, the trips and what can be done', () => {
    assert.deepEqual(
      rows.map(({ target, stateText, actions }) => [target, stateText, ...actions.map(({ text }) => text)]),
      [
        ['gpt-4.1@relay', 'Open', 'Reset', 'Probe', 'Hold Out'],
        ['llama-3.3-70b-instruct@ollama', 'Out of service', 'Put Back'],
        ['claude-sonnet-4.5@relay', 'Closed', 'Hold Out'],
      ],
    );
    assert.equal(rows[0]?.note, 'probed in 10 s · tripped 3 times · last at 2:29 PM: failures in a row');
    assert.equal(
      rows[0]?.marksInWords,
      '2:29 PM: failures in a row; 1:40 PM: the probe failed; 2:10 AM: too many failures',
    );
    assert.equal(rows[2]?.note, '2 failures in a row');
  });

  it('are half-open once their open time is over, though the daemon says nothing', () => {
    const [later] = breakerRows(busyOverview.breakers ?? [], nowMs, nowMs + 12_000, words);
    assert.deepEqual([later?.stateText, later?.actions.length], ['Half-open', 2]);
    assert.match(later?.note ?? '', /^the next attempt is its probe/);
  });
});

describe('limits', () => {
  const limits = busyOverview.limits ?? [];

  it('say what is left of each track, what runs, waits and pauses', () => {
    const [relay, sandbox] = limitRows(limits, nowMs, nowMs, words);
    assert.deepEqual(
      relay?.levels.map(({ text, isLow }) => [text, isLow]),
      [
        ['712 of 800 requests a minute left', false],
        ['4,100 of 80K tokens a minute left', true],
      ],
    );
    assert.equal(relay?.note, '2 running · 1 waiting · paused by the upstream for 8 s');
    assert.equal(sandbox?.note, 'no limit');
  });

  it('fill up again within a minute, and are still from then on', () => {
    const [relay] = limitRows(limits, nowMs, nowMs + 30_000, words);
    assert.equal(relay?.levels[1]?.text, '44.1K of 80K tokens a minute left');
    assert.equal(limitsMove(limits, nowMs, nowMs + 30_000), true);
    assert.equal(limitsMove(limits, nowMs, nowMs + 60_000), false);
  });
});

describe('targets', () => {
  it('come most tried first, then by name, with a dash where there is no latency yet', () => {
    const latency = [
      latencyOf('b@relay', { attempts: 1, firstPartP50Ms: null }),
      latencyOf('c@relay', { attempts: 5 }),
      latencyOf('a@relay', { attempts: 1, failed: 1 }),
    ];
    const rows = targetRows({ ...emptyOverview, latency }, words);
    assert.deepEqual(
      rows.map(({ target, firstPartP50, hasFailed }) => [target, firstPartP50, hasFailed]),
      [
        ['c@relay', '52 ms', false],
        ['a@relay', '52 ms', true],
        ['b@relay', '–', false],
      ],
    );
  });

  it('are marked as simulated when their attempts were', () => {
    const simulated = targetRows(busyOverview, words).filter((target) => target.simulated);
    assert.deepEqual(
      simulated.map(({ target }) => target),
      ['deepseek-v3.2@sandbox'],
    );
  });

  it('are split at the last @, since a model may have one in its name', () => {
    assert.deepEqual(splitTarget('claude@20250219@relay'), { model: 'claude@20250219', track: '@relay' });
    assert.deepEqual(splitTarget('gpt-4.1'), { model: 'gpt-4.1', track: '' });
  });
});

describe('running requests', () => {
  it('come longest running first, and say what is known of each', () => {
    const rows = runningRows(busyOverview.running, new Set(['running-2']), nowMs, words);
    assert.deepEqual(
      rows.map(({ target, detail, elapsed, stopText }) => [target, detail, elapsed, stopText]),
      [
        ['claude-sonnet-4.5@relay', 'review · default · VS Code', '0:12', 'Stop'],
        ['choosing a target', 'default · cli', '0:00', 'Stopping…'],
      ],
    );
    assert.equal(rows[0]?.stopLabel, 'Stop the request to claude-sonnet-4.5@relay, running since 2:29 PM');
  });

  it('never ran for less than nothing, should the clocks differ', () => {
    const early = runningRequest({ startedAt: new Date(nowMs + 5000).toISOString() });
    assert.equal(runningRows([early], new Set(), nowMs, words)[0]?.elapsed, '0:00');
  });
});

describe('a request as a line', () => {
  it('E8: put the attempts of a request together: who answered, what was tried before, all that was billed', () => {
    const shown = row(
      {
        attempt: 2,
        target: 'fast@relay',
        startedAt: '2026-11-22T14:28:13.000Z',
        totalMs: 500,
        billedCostNanoUsd: 2_000_000,
      },
      { attempt: 1, outcome: 'truncated', billedCostNanoUsd: 1_000_000 },
    );
    assert.equal(shown.target, 'fast@relay');
    assert.equal(shown.before, 'after gpt-4.1@relay (Cut short)');
    assert.equal(shown.cost, '$0.00300');
    assert.equal(shown.duration, '1.50 s');
    assert.deepEqual([shown.inputTokens, shown.outputTokens], ['2,400', '680']);
    assert.deepEqual(shown.outcome, { kind: 'success', text: 'Complete' });
  });

  it('E8: mark an estimate with ≈ and say what that means', () => {
    const shown = row({ measured: false });
    assert.deepEqual([shown.cost, shown.inputTokens], ['≈ $0.0123', '≈ 1,200']);
    assert.match(shown.costHint, /^Estimated/);
    assert.equal(row({}).cost, '$0.0123');
  });

  it('U6: write an unknown cost as unknown, and as a lower bound when a part of it is known', () => {
    assert.equal(row({ billedCostNanoUsd: null }).cost, 'unknown');
    assert.equal(row({ attempt: 2 }, { attempt: 1, billedCostNanoUsd: null }).cost, '≥ $0.0123');
  });

  it('cost nothing when the vendor charges for nothing, and have no tokens when none were counted', () => {
    const shown = row({ billable: false, billedCostNanoUsd: null, usage: null, outcome: 'auth' });
    assert.deepEqual([shown.cost, shown.inputTokens, shown.tokensKnown], ['$0.00', '–', false]);
    assert.deepEqual(shown.outcome, { kind: 'failed', text: 'Key refused' });
  });

  it('never add invented cost to real money', () => {
    const shown = row({ attempt: 2, simulated: true, billedCostNanoUsd: 900_000_000 }, { attempt: 1 });
    assert.deepEqual([shown.cost, shown.simulated], ['$0.0123', true]);
    assert.match(row({ simulated: true }).costHint, /not real money/);
  });

  it('count every kind of token, cached ones in and reasoning out', () => {
    const usage = { ...noUsage, inputTokens: 10, cacheReadTokens: 20, outputTokens: 3, reasoningTokens: 4 };
    const shown = row({ usage });
    assert.deepEqual([shown.inputTokens, shown.outputTokens], ['30', '7']);
  });

  it('carry the time today and the date of another day', () => {
    assert.equal(row({ startedAt: '2026-11-22T09:05:00.000Z' }).time, '9:05 AM');
    assert.equal(row({ startedAt: '2026-11-21T23:59:00.000Z' }).time, 'Nov 21');
  });
});
