/** What the status bar item says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statusText } from '../../extension/status/status-text.ts';
import { english } from '../../protocol/translate.ts';
import { overviewWith } from './results.ts';

const ready = { state: 'ready' } as const;

describe('the status bar item', () => {
  it('shows the profile and what was spent today', () => {
    const overview = overviewWith({ requests: 2, billedCostNanoUsd: 12_300_000 });
    assert.equal(statusText(ready, overview, undefined, english).text, '$(arrow-swap) cheap · $0.0123 today');
  });

  it('W7: shows the profile this window chose', () => {
    assert.match(statusText(ready, overviewWith({}), 'fast', english).text, / fast · /);
  });

  it('U6: marks a sum with unknown costs as a lower bound', () => {
    const overview = overviewWith({ requests: 2, billedCostNanoUsd: 12_300_000, unknownCost: 1 });
    const status = statusText(ready, overview, undefined, english);
    assert.match(status.text, /≥ \$0\.0123 today/);
    assert.ok(status.tooltip.includes('Attempts with unknown cost: 1'));
  });

  it('keeps invented cost apart from money', () => {
    const simulated = { requests: 3, simulatedRequests: 3, simulatedCostNanoUsd: 5_000_000 };
    assert.match(statusText(ready, overviewWith(simulated), undefined, english).text, /\$0\.00500 simulated today/);
    const both = overviewWith({ ...simulated, requests: 4, billedCostNanoUsd: 7_000_000 });
    const status = statusText(ready, both, undefined, english);
    assert.match(status.text, /\$0\.00700 today/);
    assert.doesNotMatch(status.text, /simulated/);
    assert.ok(status.tooltip.includes('Today: $0.00700 (requests: 1)'));
    assert.ok(status.tooltip.includes('Simulated, not money: $0.00500 (requests: 3)'));
  });

  it('has one icon, and turns while requests run', () => {
    const running = { requestId: 'r', client: 'c', profile: 'p', target: null, command: null, startedAt: '' };
    const { text, tooltip } = statusText(ready, overviewWith({}, { running: [running] }), undefined, english);
    assert.deepEqual(text.match(/\$\(/g), ['$(']);
    assert.match(text, /~spin/);
    assert.ok(tooltip.includes('Running now: 1'));
  });

  it('is an error only when the daemon cannot be reached', () => {
    const states = [ready, { state: 'starting' }, { state: 'stopped' }] as const;
    for (const state of states) assert.equal(statusText(state, overviewWith({}), undefined, english).blocking, false);
    const failed = statusText({ state: 'failed', reason: 'no socket' }, undefined, undefined, english);
    assert.equal(failed.blocking, true);
    assert.ok(failed.tooltip.includes('no socket'));
  });

  it('says that somebody has stopped the daemon, which is no error', () => {
    const status = statusText({ state: 'stopped', byPerson: true }, overviewWith({}), 'fast', english);
    assert.equal(status.text, '$(circle-slash) fast · stopped');
    assert.equal(status.blocking, false);
    assert.match(status.tooltip.join(' '), /starts again when something is asked/);
  });

  it('names refused settings and a profile that is no more', () => {
    const problem = { source: 'settings', field: 'tracks.x', message: 'tracks.x must be right, got wrong' } as const;
    const { tooltip } = statusText(ready, overviewWith({}, { problems: [problem] }), 'old', english);
    assert.ok(tooltip.includes('Setting refused: tracks.x must be right, got wrong'));
    assert.ok(tooltip.includes('Profile old does not exist; choose another.'));
  });

  it('does not call a trouble of the ledger or the gateway a refused setting', () => {
    const problem = { source: 'gateway', field: 'gateway.port', message: 'port 80 is taken' } as const;
    const { tooltip } = statusText(ready, overviewWith({}, { problems: [problem] }), undefined, english);
    assert.ok(tooltip.includes('port 80 is taken'));
  });
});
