/** Composes the panel in the page VS Code made for it: messages in, state, one drawing a frame, messages out. */
import { type CSSResult, render } from 'lit';
import { budgetStyles } from './budget-styles.ts';
import { chartStyles } from './charts/chart-styles.ts';
import { latencyPlotId } from './charts/latency-section.ts';
import { createPlots } from './charts/plots.ts';
import { spendPlotId } from './charts/spend-section.ts';
import { drawing } from './drawing.ts';
import type { Hands } from './hands.ts';
import { requestListId, viewportOf } from './history/history-section.ts';
import { historyStyles } from './history/history-styles.ts';
import { isNearEnd, type Viewport } from './history/list-window.ts';
import { isToPanel, type VsCodeApi } from './host.ts';
import { languageOf } from './languages.ts';
import { dueLoads } from './loads.ts';
import { panel } from './panel.ts';
import { keep, type PanelState, receive, restore, stop } from './panel-state.ts';
import { type PanelView, panelView } from './panel-view.ts';
import { runningHeadingId } from './running-section.ts';
import { sectionStyles } from './section-styles.ts';
import { statusStyles } from './status-styles.ts';
import { panelStyles } from './styles.ts';
import { tableStyles } from './table-styles.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** How long after a change the state is kept, so that a stream of changes is written once. */
const keepDelayMs = 1000;

start(acquireVsCodeApi());

function start(host: VsCodeApi): void {
  const sheets = [panelStyles, sectionStyles, budgetStyles, tableStyles, chartStyles, historyStyles, statusStyles];
  document.adoptedStyleSheets.push(...styleSheets(...sheets));
  const root = document.createElement('main');
  root.id = 'panel';
  document.body.append(root);

  const words = languageOf(document.documentElement.lang);
  let state: PanelState = restore(host.getState(), Date.now());
  let keepAsked = false;
  let isPainted = false;
  let loadsLookedAt: ReturnType<typeof setTimeout> | undefined;

  const plots = createPlots((id, slot) => {
    const chart = id === spendPlotId ? 'spend' : 'latency';
    if (slot === null ? state.hover !== null : state.hover?.slot !== slot || state.hover.chart !== chart) {
      become({ ...state, hover: slot === null ? null : { chart, slot } });
    }
  });
  const hands: Hands = {
    send: (message) => {
      if (message.type === 'cancel') become(stop(state, message.requestId));
      host.postMessage(message);
    },
    choose: (change) => {
      become({ ...state, choices: { ...state.choices, ...change } });
      // At once: the panel may be hidden by the very next click.
      keepNow();
    },
    look: (viewport) => {
      if (!sameViewport(viewport, state.viewport)) become({ ...state, viewport });
    },
  };
  const listSizes = new ResizeObserver(([entry]) => {
    if (entry?.target instanceof HTMLElement) hands.look(viewportOf(entry.target));
  });
  let watchedList: HTMLElement | null = null;

  /** Asks for what is missing or out of date, now or when it is time. */
  const load = (view: PanelView) => {
    clearTimeout(loadsLookedAt);
    if (document.hidden) return;
    const { body } = view;
    const endIsNear = body.kind === 'figures' && isNearEnd(state.viewport, body.history.count);
    const { messages, asked, againInMs } = dueLoads(state, Date.now(), endIsNear);
    state = { ...state, asked };
    for (const message of messages) host.postMessage(message);
    if (againInMs !== null) loadsLookedAt = setTimeout(askToDraw, againInMs);
  };
  const askToDraw = drawing(
    () => {
      const view = panelView(state, Date.now(), words);
      const { body } = view;
      const focused = document.activeElement;
      render(panel(view, words, hands), root);
      // The row whose stop button had the focus is gone: the focus stays near, not at the top of the page.
      if (focused?.hasAttribute('data-request') && !focused.isConnected) {
        document.getElementById(runningHeadingId)?.focus();
      }
      plots.show(
        body.kind === 'figures'
          ? new Map([
              [spendPlotId, body.spend.plot],
              [latencyPlotId, body.latency.plot],
            ])
          : new Map(),
      );
      const list = document.getElementById(requestListId);
      if (list !== watchedList) {
        if (watchedList !== null) listSizes.unobserve(watchedList);
        watchedList = list;
        if (list !== null) listSizes.observe(list);
      }
      load(view);
      return { timeShows: body.kind === 'figures' && body.timeShows };
    },
    {
      // The first time at once: a frame that VS Code has not shown yet gets no animation frame, and is to come painted.
      nextFrame: (run) => (isPainted ? void requestAnimationFrame(run) : run()),
      later: (delayMs, run) => void setTimeout(run, delayMs),
    },
  );
  const keepNow = () => {
    const kept = keep(state, Date.now());
    if (kept !== undefined) host.setState(kept);
  };
  const become = (next: PanelState) => {
    if (next === state) return;
    state = next;
    askToDraw();
    if (keepAsked) return;
    keepAsked = true;
    setTimeout(() => {
      keepAsked = false;
      keepNow();
    }, keepDelayMs);
  };

  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isToPanel(data)) become(receive(state, data, Date.now()));
  });
  // The button elements act on the space bar but let the page scroll by it as well.
  root.addEventListener('keydown', (event) => {
    if (event.key === ' ' && event.target instanceof Element && event.target.matches('vscode-button')) {
      event.preventDefault();
    }
  });
  // VS Code tells of another theme by the variables on the root element and the class of the body.
  const themes = new MutationObserver(() => {
    plots.forget();
    askToDraw();
  });
  themes.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  themes.observe(document.body, { attributeFilter: ['class'] });
  askToDraw();
  isPainted = true;
  host.postMessage({ type: 'ready' });
}

function sameViewport(one: Viewport, other: Viewport): boolean {
  return one.top === other.top && one.height === other.height && one.isWide === other.isWide;
}

function styleSheets(...styles: readonly CSSResult[]): CSSStyleSheet[] {
  return styles.flatMap(({ styleSheet }) => styleSheet ?? []);
}
