/** Messages between panel and extension host with anything in them. */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import { fromPanelSchema, type ToPanel, toPanelSchema } from '../../protocol/panel.ts';
import { isToPanel } from '../../webview/host.ts';
import { languageOf } from '../../webview/languages.ts';
import { dueLoads } from '../../webview/loads.ts';
import { firstState, keep, receive, restore } from '../../webview/panel-state.ts';
import { panelView } from '../../webview/panel-view.ts';
import { busyOverview, nowMs } from '../webview/overviews.ts';
import { requestsPage, spendSeries, targetSeries } from '../webview/series.ts';
import { assertUnpolluted, fuzz } from './fuzz.ts';
import { mutatedJson } from './mutations.ts';

const toPanel: readonly ToPanel[] = [
  { type: 'daemon', daemon: { state: 'ready' } },
  { type: 'daemon', daemon: { state: 'failed', reason: 'no socket' } },
  { type: 'overview', overview: busyOverview },
  { type: 'spend', series: spendSeries },
  { type: 'targets', series: targetSeries },
  { type: 'requests', before: null, page: requestsPage(0, 5, null) },
  { type: 'decision', decision: { requestId: 'r', strategy: 'priority', rule: null, plan: [], excluded: [] } },
  { type: 'not-loaded', what: 'spend', reason: 'no daemon' },
];
const fromPanel = [
  { type: 'ready' },
  { type: 'cancel', requestId: 'r1' },
  { type: 'load-spend', unit: 'day', by: 'model' },
  { type: 'load-requests', before: null },
  { type: 'breaker', action: 'reset', target: 'm@relay' },
  { type: 'open-settings', field: 'tracks' },
];
const languages = [languageOf('en'), languageOf('zh-cn')];

describe('messages of the panel', () => {
  fuzz('are taken when they are of a known form, and else passed over', 'panel', mutatedJson(fromPanel), (message) => {
    const parsed = fromPanelSchema.safeParse(message);
    if (parsed.success) assert.ok(fromPanel.some(({ type }) => type === parsed.data.type));
    assertUnpolluted();
  });

  fuzz(
    'E6: every series of messages of the right form can be drawn and kept, in every language',
    'panel',
    fc.array(mutatedJson(toPanel, 3), { maxLength: 6 }),
    (messages) => {
      let state = firstState;
      for (const message of messages) {
        isToPanel(message);
        // Who posts to the panel has parsed what it posts.
        const parsed = toPanelSchema.safeParse(message);
        if (parsed.success && isToPanel(parsed.data)) state = receive(state, parsed.data, nowMs);
      }
      for (const language of languages) panelView(state, nowMs, language);
      dueLoads(state, nowMs, true);
      const kept = keep(state, nowMs);
      if (kept !== undefined)
        panelView(restore(JSON.parse(JSON.stringify(kept)), nowMs), nowMs, languages[0] ?? assert.fail());
      assertUnpolluted();
    },
  );
});
