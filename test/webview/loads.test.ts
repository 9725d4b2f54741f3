/** What the panel asks for and when, and what the charts make of the answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SpendSeries } from '../../protocol/series.ts';
import { latencyChart } from '../../webview/charts/latency-chart.ts';
import { spendChart } from '../../webview/charts/spend-chart.ts';
import { firstChoices } from '../../webview/choices.ts';
import { language } from '../../webview/language.ts';
import { dueLoads } from '../../webview/loads.ts';
import { firstState, type PanelState, receive } from '../../webview/panel-state.ts';
import { english } from '../../webview/texts.ts';
import { busyOverview, nowMs } from './overviews.ts';
import { requestsPage, spendSeries, targetSeries } from './series.ts';

const words = language(english, 'en', { timeZone: 'UTC' });

/** A panel that is shown: asks at the times it is looked at, and hears what it is told. */
function arrange() {
  let state: PanelState = firstState;
  const hear = (...messages: Parameters<typeof receive>[1][]) => {
    for (const message of messages) state = receive(state, message, nowMs);
  };
  const look = (afterMs: number, endIsNear = false) => {
    const { messages, asked, againInMs } = dueLoads(state, nowMs + afterMs, endIsNear);
    state = { ...state, asked };
    return { asked: messages.map(({ type }) => type), againInMs };
  };
  const overview = (revision: number) => hear({ type: 'overview', overview: { ...busyOverview, revision } });
  const choose = (change: Partial<PanelState['choices']>) => {
    state = { ...state, choices: { ...state.choices, ...change } };
  };
  return { hear, look, overview, choose, state: () => state };
}

const ready = { type: 'daemon', daemon: { state: 'ready' } } as const;
const all = [
  { type: 'spend', series: spendSeries },
  { type: 'targets', series: targetSeries },
  { type: 'requests', before: null, page: requestsPage(0, 200, '2026-11.7') },
] as const;

describe('what the panel asks for', () => {
  it('is nothing without a daemon, and everything once it has told of itself', () => {
    const { look, hear, overview } = arrange();
    assert.deepEqual(look(0).asked, []);
    hear(ready);
    assert.deepEqual(look(0).asked, []);
    overview(1);
    assert.deepEqual(look(0).asked, ['load-spend', 'load-targets', 'load-requests']);
    assert.deepEqual(look(1).asked, [], 'nothing twice while it is awaited');
  });

  it('E6: follows the daemon while requests run, sums every second and rows every five, and rests when nothing changes', () => {
    const { look, hear, overview } = arrange();
    hear(ready);
    overview(1);
    look(0);
    hear(...all);
    assert.deepEqual(look(60_000), { asked: [], againInMs: null });
    overview(2);
    assert.deepEqual(look(400), { asked: [], againInMs: 600 });
    assert.deepEqual(look(1000), { asked: ['load-spend'], againInMs: 4000 });
    assert.deepEqual(look(5000).asked, ['load-targets']);
  });

  it('is another question at once when another is chosen, and one that failed after a while', () => {
    const { look, hear, overview, choose } = arrange();
    hear(ready);
    overview(1);
    look(0);
    hear(...all);
    choose({ by: 'branch' });
    assert.deepEqual(look(1).asked, ['load-spend']);
    hear({ type: 'not-loaded', what: 'spend', reason: 'the journal cannot be read' });
    assert.deepEqual(look(2), { asked: [], againInMs: 9999 });
    assert.deepEqual(look(10_001).asked, ['load-spend']);
  });

  it('is an older page when the list is scrolled to its end, one after the other', () => {
    const { look, hear, overview } = arrange();
    hear(ready);
    overview(1);
    look(0);
    hear(...all);
    assert.deepEqual(look(1, true).asked, ['load-requests']);
    assert.deepEqual(look(2, true).asked, []);
    hear({ type: 'requests', before: '2026-11.7', page: requestsPage(200, 10, null) });
    assert.deepEqual(look(3, true).asked, []);
  });

  it('W1: is everything again after the daemon was lost', () => {
    const { look, hear, overview } = arrange();
    hear(ready);
    overview(9);
    look(0);
    hear(...all, { type: 'daemon', daemon: { state: 'starting' } });
    assert.deepEqual(look(1).asked, []);
    hear(ready);
    overview(1);
    assert.deepEqual(look(2).asked, ['load-spend', 'load-targets', 'load-requests']);
  });
});

describe('the chart of spend', () => {
  const state: PanelState = { ...firstState, spend: spendSeries };

  it('names groups and sums, a lower bound where a cost is unknown, and the slot under the pointer', () => {
    const whole = spendChart(state, words);
    assert.equal(whole.caption, 'Last 30 days: ≥ $61.32');
    assert.deepEqual(
      whole.legend.slice(0, 2).map(({ label, value }) => [label, value]),
      [
        ['gpt-4.1', '≥ $25.32'],
        ['claude-sonnet-4.5', '$16.36'],
      ],
    );
    assert.deepEqual([whole.legend.at(-1)?.label, whole.legend.at(-1)?.colour], ['All others', 0]);
    const hovered = spendChart({ ...state, hover: { chart: 'spend', slot: 0 } }, words);
    assert.equal(hovered.caption, 'Sat, Oct 24: $2.17');
    assert.match(whole.inWords, /^Spend by model, Last 30 days: ≥ \$61\.32 in all; gpt-4\.1: /);
  });

  it('tells the same figures as a table, the latest first', () => {
    const choices = { ...firstChoices, measure: 'requests', spendTable: true } as const;
    const { table } = spendChart({ ...state, choices }, words);
    assert.deepEqual(table?.headings.slice(0, 3), ['Day', 'Total', 'gpt-4.1']);
    assert.equal(table?.rows.length, 30);
    assert.equal(table?.rows[0]?.[0], 'Sun, Nov 22');
    assert.equal(spendChart(state, words).table, null);
  });

  it('says when there is nothing, when it is awaited, and why it cannot be had', () => {
    const nothing = { ...spendSeries, groups: [] };
    assert.equal(spendChart({ ...state, spend: nothing }, words).status.kind, 'nothing');
    assert.equal(spendChart(firstState, words).status.kind, 'loading');
    const asked = { question: '', revision: 1, atMs: 0, answer: { kind: 'failed', reason: 'no journal' } } as const;
    const failed = spendChart({ ...state, asked: { ...state.asked, spend: asked } }, words);
    assert.deepEqual(failed.status, { kind: 'failed', reason: 'no journal' });
  });

  it('B4: names hours as the daemon’s zone counts them, also where the clocks show one twice', () => {
    const starts = ['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'];
    const spend: SpendSeries = { ...spendSeries, unit: 'hour', timeZone: 'Europe/Berlin', starts, groups: [] };
    const { plot } = spendChart({ ...state, spend }, words);
    assert.deepEqual(plot.labels, ['2 AM', '2 AM', '3 AM']);
  });
});

describe('the chart of latency', () => {
  const state: PanelState = { ...firstState, targets: targetSeries };

  it('draws the target that was tried most until another is chosen', () => {
    assert.equal(latencyChart(state, words).target, 'gpt-4.1@relay');
    const choices = { ...firstChoices, target: 'claude-sonnet-4.5@relay', duration: 'total' } as const;
    const chosen = latencyChart({ ...state, choices }, words);
    assert.equal(chosen.target, 'claude-sonnet-4.5@relay');
    assert.match(chosen.inWords, /^Whole answer at claude-sonnet-4\.5@relay, Sun, Nov 22, p50 /);
  });

  it('counts attempts, success and failovers, and leaves a gap where nothing was answered', () => {
    const { figures, plot, legend } = latencyChart(state, words);
    assert.deepEqual(
      figures.map(({ label, value }) => [label, value]),
      [
        ['Attempts', '720'],
        ['Success', '98.3%'],
        ['Took over', '5'],
      ],
    );
    assert.equal(plot.series[0]?.values[4], null);
    assert.deepEqual(
      legend.map(({ label }) => label),
      ['p50', 'p95', 'p99'],
    );
  });
});
