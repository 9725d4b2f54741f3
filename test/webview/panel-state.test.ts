/** What each message does to what the panel knows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DaemonState, ToPanel } from '../../protocol/panel.ts';
import { firstChoices, restoreChoices } from '../../webview/choices.ts';
import { isToPanel } from '../../webview/host.ts';
import { firstState, keep, keptRequests, receive, restore, stop } from '../../webview/panel-state.ts';
import { attemptRow, busyOverview, nowMs, runningRequest } from './overviews.ts';
import { requestsPage, spendSeries } from './series.ts';

const daemon = (state: DaemonState): ToPanel => ({ type: 'daemon', daemon: state });
const overview = (revision: number): ToPanel => ({ type: 'overview', overview: { ...busyOverview, revision } });
const stateAfter = (...messages: readonly ToPanel[]) => messages.reduce(receive, firstState);

describe('what the panel knows', () => {
  it('E6: takes a newer overview, and is the very same after an equal or an older one', () => {
    const state = stateAfter(daemon({ state: 'ready' }), overview(5));
    assert.equal(receive(state, overview(6)).overview?.revision, 6);
    assert.equal(receive(state, overview(5)), state);
    assert.equal(receive(state, overview(4)), state);
  });

  it('W7: takes the profile chosen in this window, though the daemon has nothing new', () => {
    const state = stateAfter(daemon({ state: 'ready' }), overview(5));
    const chosen = { ...busyOverview, revision: 5, activeProfile: 'cheap' };
    assert.equal(receive(state, { type: 'overview', overview: chosen }).overview?.activeProfile, 'cheap');
  });

  it('is the very same after a daemon state it already has, so that nothing is drawn', () => {
    for (const known of [{ state: 'ready' }, { state: 'failed', reason: 'no socket' }] as const) {
      const state = stateAfter(daemon(known));
      assert.equal(receive(state, daemon({ ...known })), state);
    }
  });

  it('shows another reason of a failure', () => {
    const state = receive(
      stateAfter(daemon({ state: 'failed', reason: 'no socket' })),
      daemon({ state: 'failed', reason: 'full' }),
    );
    assert.deepEqual(state.daemon, { state: 'failed', reason: 'full' });
  });

  it('W1: after the daemon was lost, takes a lower revision, because a new daemon counts anew', () => {
    for (const lost of [{ state: 'starting' }, { state: 'stopped' }, { state: 'failed', reason: 'killed' }] as const) {
      const state = stateAfter(daemon({ state: 'ready' }), overview(900), daemon(lost));
      assert.equal(state.overview?.revision, 900, 'the last figures stay');
      assert.equal(receive(state, overview(1)).overview?.revision, 1);
    }
  });

  it('keeps a newer overview when the daemon is then said to be ready', () => {
    const state = stateAfter(daemon({ state: 'starting' }), overview(3), daemon({ state: 'ready' }));
    assert.equal(receive(state, overview(2)), state);
  });

  it('forgets that a request was told to stop once it no longer runs', () => {
    const running = { ...busyOverview, revision: 1, running: [runningRequest()] };
    const stopping = stop(stateAfter({ type: 'overview', overview: running }), 'running-1');
    assert.deepEqual([...stopping.stopping], ['running-1']);
    assert.deepEqual(
      [...receive(stopping, { type: 'overview', overview: { ...running, revision: 2 } }).stopping],
      ['running-1'],
    );
    const gone = receive(stopping, { type: 'overview', overview: { ...running, revision: 3, running: [] } });
    assert.deepEqual([...gone.stopping], []);
  });
});

describe('what the panel keeps while it is hidden', () => {
  const recent = Array.from({ length: 50 }, (_, index) => attemptRow({ requestId: `request-${index}` }));
  const kept = keep(stateAfter({ type: 'overview', overview: { ...busyOverview, recent } }), nowMs);

  it('E6: is small: the latest requests only, nothing of what was running', () => {
    assert.equal(kept?.overview.recent.length, keptRequests);
    assert.deepEqual(kept?.overview.running, []);
    assert.ok(JSON.stringify(kept).length < 16_000, `${JSON.stringify(kept).length} characters`);
  });

  it('E6: is there for the first paint, and any overview of the daemon replaces it', () => {
    const state = restore(kept, nowMs + 60_000);
    assert.equal(state.overview?.today.requests, 38);
    assert.equal(receive(state, overview(0)).overview?.revision, 0);
  });

  it('is nothing before there was an overview', () => {
    assert.equal(keep(firstState, nowMs), undefined);
  });

  it('is dropped on another day, when it comes from another build, and when it is something else', () => {
    assert.equal(restore(kept, nowMs + 24 * 3_600_000).overview, null);
    for (const other of [{ ...kept, version: '0.0.0' }, undefined, null, 'text', {}]) {
      assert.equal(restore(other, nowMs), firstState);
    }
  });
});

describe('what a person chose', () => {
  it('E6: stays while the panel is hidden, also over midnight and when the clocks change', () => {
    const chosen = { ...firstChoices, unit: 'hour', by: 'branch', search: 'relay' } as const;
    const kept = keep({ ...stateAfter(overview(1)), choices: chosen }, nowMs);
    assert.deepEqual(restore(kept, nowMs + 60_000).choices, chosen);
    assert.deepEqual(restore(kept, nowMs + 24 * 3_600_000).choices, chosen);
  });

  it('is what there is to choose, whatever was kept', () => {
    assert.deepEqual(restoreChoices({ unit: 'year', by: 7, search: null, spendTable: 'yes' }), firstChoices);
    assert.deepEqual(restoreChoices(undefined), firstChoices);
  });
});

describe('messages to the panel', () => {
  it('are told from what others post to the window', () => {
    assert.equal(isToPanel(daemon({ state: 'ready' })), true);
    assert.equal(isToPanel(overview(1)), true);
    assert.equal(isToPanel({ type: 'spend', series: spendSeries }), true);
    assert.equal(isToPanel({ type: 'requests', before: null, page: requestsPage(0, 1, null) }), true);
    const others = [null, 'ready', 7, {}, { type: 'other' }, { type: 'daemon' }, { type: 'overview', overview: null }];
    for (const other of others) assert.equal(isToPanel(other), false, JSON.stringify(other));
  });
});
