/** From what the panel knows to what it shows: every word and number decided here, nothing of the browser. */
import type { Overview } from '../protocol/status.ts';
import { type BudgetRow, budgetRows } from './budget-rows.ts';
import type { Language } from './language.ts';
import type { PanelState } from './panel-state.ts';
import { type RequestRow, requestRows } from './request-rows.ts';
import { type RunningRow, runningRows } from './running-rows.ts';
import { type SummaryView, summaryView } from './summary-view.ts';
import { type TargetRow, targetRows } from './target-rows.ts';
import type { TextKey } from './texts.ts';

/** How the daemon stands, when that needs saying. */
export type Banner =
  | { readonly kind: 'none' }
  | { readonly kind: 'busy'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly figuresAreOld: boolean };

export interface ProblemView {
  readonly field: string;
  readonly message: string;
  readonly source: string;
}

export type Body =
  | { readonly kind: 'blank' }
  /** Not started, nothing known: what to do. */
  | { readonly kind: 'stopped' }
  /** Running, nothing asked yet: what to do. */
  | { readonly kind: 'empty'; readonly profile: string }
  | {
      readonly kind: 'figures';
      readonly summary: SummaryView;
      readonly budgets: readonly BudgetRow[];
      readonly running: readonly RunningRow[];
      readonly targets: readonly TargetRow[];
      readonly requests: readonly RequestRow[];
    };

export interface PanelView {
  readonly banner: Banner;
  readonly problems: readonly ProblemView[];
  readonly body: Body;
  /** For screen readers: only how the daemon stands, never the figures, which change all the time. */
  readonly announcement: string;
}

export function panelView(state: PanelState, nowMs: number, language: Language): PanelView {
  const { overview } = state;
  const banner = bannerOf(state, language);
  return {
    banner,
    problems: (overview?.problems ?? []).map(({ field, message, source }) => ({
      field,
      message,
      source: language.say(`problems.source.${source}`),
    })),
    body: bodyOf(state, nowMs, language),
    announcement: announcementOf(state, banner, language),
  };
}

function bannerOf({ daemon, overview, revision }: PanelState, { say }: Language): Banner {
  switch (daemon.state) {
    case 'failed':
      return { kind: 'failed', reason: daemon.reason, figuresAreOld: overview !== null };
    case 'starting':
      return { kind: 'busy', text: say('daemon.starting') };
    case 'unknown':
      return { kind: 'busy', text: say('daemon.loading') };
    case 'ready':
      // Ready, and what is shown is not yet from this daemon.
      return revision === null ? { kind: 'busy', text: say('daemon.loading') } : { kind: 'none' };
    case 'stopped':
      return { kind: 'none' };
  }
}

function bodyOf({ daemon, overview, revision, stopping }: PanelState, nowMs: number, language: Language): Body {
  if (overview === null) return { kind: daemon.state === 'stopped' ? 'stopped' : 'blank' };
  if (nothingAsked(overview)) return { kind: 'empty', profile: overview.activeProfile };
  return {
    kind: 'figures',
    summary: summaryView(overview, language),
    budgets: budgetRows(overview.budgets, language),
    // Without the daemon nothing runs, whatever ran when it was last heard of.
    running: revision === null ? [] : runningRows(overview.running, stopping, nowMs, language),
    targets: targetRows(overview, language),
    requests: requestRows(overview.recent, nowMs, language),
  };
}

function nothingAsked({ today, recent, running }: Overview): boolean {
  return today.requests === 0 && recent.length === 0 && running.length === 0;
}

function announcementOf({ daemon }: PanelState, banner: Banner, { say }: Language): string {
  if (banner.kind === 'failed') return `${say('daemon.failed.title')}. ${banner.reason}`;
  const texts: Partial<Record<typeof daemon.state, TextKey>> = {
    starting: 'daemon.starting',
    stopped: 'daemon.stopped.title',
    ready: 'daemon.ready',
  };
  const key = texts[daemon.state];
  return key === undefined ? '' : say(key);
}
