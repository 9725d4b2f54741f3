/** From what the panel knows to what it shows: every word and number decided here, nothing of the browser. */
import type { Overview } from '../protocol/status.ts';
import { type BreakerRow, breakerRows } from './breaker-rows.ts';
import { type BudgetRow, budgetRows } from './budget-rows.ts';
import { type LatencyChart, latencyChart } from './charts/latency-chart.ts';
import { type SpendChart, spendChart } from './charts/spend-chart.ts';
import type { Choices } from './choices.ts';
import { type HistoryView, historyView } from './history/history-view.ts';
import type { Language } from './language.ts';
import { type LimitRow, limitRows, limitsMove } from './limit-rows.ts';
import type { PanelState } from './panel-state.ts';
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
      readonly choices: Choices;
      readonly spend: SpendChart;
      readonly latency: LatencyChart;
      readonly breakers: readonly BreakerRow[];
      readonly limits: readonly LimitRow[];
      readonly history: HistoryView;
      /** Something here goes on by itself: it is to be drawn again in a second. */
      readonly timeShows: boolean;
    };

export interface PanelView {
  readonly banner: Banner;
  /** Settings that are not used. */
  readonly problems: readonly ProblemView[];
  /** What the ledger found and mended, or could not do: whole sentences. */
  readonly findings: readonly string[];
  readonly body: Body;
  /** For screen readers: only how the daemon stands, never the figures, which change all the time. */
  readonly announcement: string;
}

export function panelView(state: PanelState, nowMs: number, language: Language): PanelView {
  const { overview } = state;
  const banner = bannerOf(state, language);
  return {
    banner,
    problems: (overview?.problems ?? []).flatMap(({ field, message, source }) =>
      source === 'ledger' ? [] : [{ field, message, source: language.say(`problems.source.${source}`) }],
    ),
    findings: (overview?.problems ?? []).flatMap(({ message, source }) => (source === 'ledger' ? [message] : [])),
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

function bodyOf(state: PanelState, nowMs: number, language: Language): Body {
  const { daemon, overview, overviewAtMs, revision, stopping, choices, spend } = state;
  if (overview === null) return { kind: daemon.state === 'stopped' ? 'stopped' : 'blank' };
  if (nothingAsked(overview)) return { kind: 'empty', profile: overview.activeProfile };
  const { breakers = [], limits = [] } = overview;
  // Without the daemon nothing runs, whatever ran when it was last heard of.
  const running = revision === null ? [] : overview.running;
  const isOpen = breakers.some(({ reopensInMs }) => reopensInMs !== null && reopensInMs > nowMs - overviewAtMs);
  return {
    kind: 'figures',
    summary: summaryView(overview, spend?.week ?? null, language),
    budgets: budgetRows(overview.budgets, language),
    running: runningRows(running, stopping, nowMs, language),
    targets: targetRows(overview, language),
    choices,
    spend: spendChart(state, language),
    latency: latencyChart(state, language),
    breakers: breakerRows(breakers, overviewAtMs, nowMs, language),
    limits: limitRows(limits, overviewAtMs, nowMs, language),
    history: historyView(state, nowMs, language),
    timeShows: running.length > 0 || (revision !== null && (isOpen || limitsMove(limits, overviewAtMs, nowMs))),
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
