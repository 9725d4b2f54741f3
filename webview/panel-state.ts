/** What the panel knows, and how each message from the extension host changes it. */
import type { DaemonState, Decision, ToPanel } from '../protocol/panel.ts';
import type { SpendSeries, TargetSeries } from '../protocol/series.ts';
import type { Overview } from '../protocol/status.ts';
import { productVersion } from '../protocol/version.ts';
import { type AskedLoads, answered, nothingAsked } from './asked.ts';
import { type Choices, firstChoices, restoreChoices } from './choices.ts';
import { firstViewport, type Viewport } from './history/list-window.ts';
import { noPastRequests, type PastRequests, withPage, withRecent } from './history/past-requests.ts';

export interface PanelState {
  /** `unknown` until the extension host has answered `ready`. */
  readonly daemon: DaemonState | { readonly state: 'unknown' };
  /** The last overview that came or was kept; `null` before there is one. */
  readonly overview: Overview | null;
  /** When it came: what is told as a duration goes on from there. */
  readonly overviewAtMs: number;
  /** The revision below which an overview is old; `null` when the daemon may be another one, which counts anew. */
  readonly revision: number | null;
  /** Requests that were told to stop and still run. */
  readonly stopping: ReadonlySet<string>;
  readonly choices: Choices;
  readonly spend: SpendSeries | null;
  readonly targets: TargetSeries | null;
  readonly past: PastRequests;
  /** How the request was routed whose details were shown last. */
  readonly decision: Decision | null;
  readonly asked: AskedLoads;
  /** Of the list of requests. */
  readonly viewport: Viewport;
  /** The slot under the pointer, in either chart. */
  readonly hover: Hover | null;
}

export interface Hover {
  readonly chart: 'spend' | 'latency';
  readonly slot: number;
}

export const firstState: PanelState = {
  daemon: { state: 'unknown' },
  overview: null,
  overviewAtMs: 0,
  revision: null,
  stopping: new Set(),
  choices: firstChoices,
  spend: null,
  targets: null,
  past: noPastRequests,
  decision: null,
  asked: nothingAsked,
  viewport: firstViewport,
  hover: null,
};

/** The state after a message; the same object when nothing changed, so that nothing is drawn for it. */
export function receive(state: PanelState, message: ToPanel, nowMs = 0): PanelState {
  switch (message.type) {
    case 'daemon':
      return withDaemon(state, message.daemon);
    case 'overview':
      return withOverview(state, message.overview, nowMs);
    case 'spend':
      return { ...state, spend: message.series, asked: answered(state.asked, 'spend', { kind: 'came' }) };
    case 'targets':
      return { ...state, targets: message.series, asked: answered(state.asked, 'targets', { kind: 'came' }) };
    case 'decision':
      return {
        ...state,
        decision: message.decision,
        asked: answered(state.asked, 'decision', { kind: 'came' }),
      };
    case 'requests':
      return {
        ...state,
        past: withRecent(withPage(state.past, message.before, message.page), state.overview?.recent ?? []),
        asked: answered(state.asked, 'requests', { kind: 'came' }),
      };
    case 'not-loaded':
      return { ...state, asked: answered(state.asked, message.what, { kind: 'failed', reason: message.reason }) };
  }
}

function withDaemon(state: PanelState, daemon: DaemonState): PanelState {
  const isReady = daemon.state === 'ready';
  const revision = isReady ? state.revision : null;
  if (revision === state.revision && sameDaemonState(state.daemon, daemon)) return state;
  // Another daemon may have another ledger's rows: all is asked for again, and shown until it comes.
  return {
    ...state,
    daemon,
    revision,
    ...(!isReady && { asked: nothingAsked, past: { ...state.past, older: { kind: 'unknown' } } }),
  };
}

function withOverview(state: PanelState, overview: Overview, nowMs: number): PanelState {
  if (state.revision !== null && overview.revision < state.revision) return state;
  // The profile is the window's own choice and changes without the daemon: then the same revision comes again.
  const sameProfile = overview.activeProfile === state.overview?.activeProfile;
  if (overview.revision === state.revision && sameProfile) return state;
  return {
    ...state,
    overview,
    overviewAtMs: nowMs,
    revision: overview.revision,
    past: withRecent(state.past, overview.recent),
    stopping: stillRunning(state.stopping, overview),
  };
}

/** The state after the user asked to stop a request. */
export function stop(state: PanelState, requestId: string): PanelState {
  return { ...state, stopping: new Set([...state.stopping, requestId]) };
}

/** What is kept while the panel is hidden: enough for a first paint, small because VS Code writes it to disk. */
export interface KeptState {
  readonly version: string;
  readonly keptAtMs: number;
  readonly overview: Overview;
  readonly spend: SpendSeries | null;
  readonly choices: Choices;
}

export const keptRequests = 10;

export function keep(state: PanelState, nowMs: number): KeptState | undefined {
  if (state.overview === null) return undefined;
  const { overview, spend, choices } = state;
  return {
    version: productVersion,
    keptAtMs: nowMs,
    overview: { ...overview, running: [], recent: overview.recent.slice(0, keptRequests) },
    spend,
    choices,
  };
}

/**
 * The state to begin with. What another build kept may have another shape, and what was kept on another day would show
 * as today's spend: of these only the choices stay.
 */
export function restore(kept: unknown, nowMs: number): PanelState {
  if (!isKeptState(kept)) return firstState;
  const choices = restoreChoices(kept.choices);
  if (new Date(kept.keptAtMs).toDateString() !== new Date(nowMs).toDateString()) return { ...firstState, choices };
  return { ...firstState, choices, overview: kept.overview, overviewAtMs: kept.keptAtMs, spend: kept.spend };
}

function isKeptState(kept: unknown): kept is KeptState {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'version' in kept &&
    kept.version === productVersion &&
    'keptAtMs' in kept &&
    'overview' in kept &&
    'spend' in kept
  );
}

function sameDaemonState(before: PanelState['daemon'], after: DaemonState): boolean {
  if (before.state === 'failed' && after.state === 'failed') return before.reason === after.reason;
  return before.state === after.state;
}

function stillRunning(stopping: ReadonlySet<string>, overview: Overview): ReadonlySet<string> {
  if (stopping.size === 0) return stopping;
  return new Set(overview.running.map((request) => request.requestId).filter((id) => stopping.has(id)));
}
