/** Composes the panel in the page VS Code made for it: messages in, state, one drawing a frame, messages out. */
import { type CSSResult, render } from 'lit';
import { budgetStyles } from './budget-styles.ts';
import { drawing } from './drawing.ts';
import { isToPanel, type Send, type VsCodeApi } from './host.ts';
import { language } from './language.ts';
import { panel } from './panel.ts';
import { keep, type PanelState, receive, restore, stop } from './panel-state.ts';
import { panelView } from './panel-view.ts';
import { runningHeadingId } from './running-section.ts';
import { sectionStyles } from './section-styles.ts';
import { panelStyles } from './styles.ts';
import { tableStyles } from './table-styles.ts';
import { english } from './texts.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** How long after a change the state is kept, so that a stream of changes is written once. */
const keepDelayMs = 1000;

start(acquireVsCodeApi());

function start(host: VsCodeApi): void {
  document.adoptedStyleSheets.push(...styleSheets(panelStyles, sectionStyles, budgetStyles, tableStyles));
  const root = document.createElement('main');
  root.id = 'panel';
  document.body.append(root);

  const words = language(english, englishLocale(document.documentElement.lang));
  let state: PanelState = restore(host.getState(), Date.now());
  let keepAsked = false;

  const send: Send = (message) => {
    if (message.type === 'cancel') become(stop(state, message.requestId));
    host.postMessage(message);
  };
  const askToDraw = drawing(
    () => {
      const view = panelView(state, Date.now(), words);
      const focused = document.activeElement;
      render(panel(view, words, send), root);
      // The row whose stop button had the focus is gone: the focus stays near, not at the top of the page.
      if (focused?.hasAttribute('data-request') && !focused.isConnected) {
        document.getElementById(runningHeadingId)?.focus();
      }
      return { timeShows: view.body.kind === 'figures' && view.body.running.length > 0 };
    },
    {
      nextFrame: (run) => void requestAnimationFrame(run),
      later: (delayMs, run) => void setTimeout(run, delayMs),
    },
  );
  const become = (next: PanelState) => {
    if (next === state) return;
    state = next;
    askToDraw();
    if (keepAsked) return;
    keepAsked = true;
    setTimeout(() => {
      keepAsked = false;
      const kept = keep(state, Date.now());
      if (kept !== undefined) host.setState(kept);
    }, keepDelayMs);
  };

  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isToPanel(data)) become(receive(state, data));
  });
  // The button elements act on the space bar but let the page scroll by it as well.
  root.addEventListener('keydown', (event) => {
    if (event.key === ' ' && event.target instanceof Element && event.target.matches('vscode-button')) {
      event.preventDefault();
    }
  });
  askToDraw();
  host.postMessage({ type: 'ready' });
}

/** The page's own locale where it is an English one: plurals and dates of another language would not fit the texts. */
function englishLocale(pageLanguage: string): string {
  return /^en(-|$)/.test(pageLanguage) ? pageLanguage : 'en';
}

function styleSheets(...styles: readonly CSSResult[]): CSSStyleSheet[] {
  return styles.flatMap(({ styleSheet }) => styleSheet ?? []);
}
