/** What the panel knows, and how each message from the extension host changes it. */
import type { DaemonState, ToPanel } from '../protocol/panel.ts';
import type { Overview } from '../protocol/status.ts';
import { productVersion } from '../protocol/version.ts';

export interface PanelState {
  /** `unknown` until the extension host has answered `ready`. */
  readonly daemon: DaemonState | { readonly state: 'unknown' };
  /** The last overview that came or was kept; `null` before there is one. */
  readonly overview: Overview | null;
  /** The revision below which an overview is old; `null` when the daemon may be another one, which counts anew. */
  readonly revision: number | null;
  /** Requests that were told to stop and still run. */
  readonly stopping: ReadonlySet<string>;
}

export const firstState: PanelState = {
  daemon: { state: 'unknown' },
  overview: null,
  revision: null,
  stopping: new Set(),
};

/** The state after a message; the same object when nothing changed, so that nothing is drawn for it. */
export function receive(state: PanelState, message: ToPanel): PanelState {
  if (message.type === 'daemon') {
    const revision = message.daemon.state === 'ready' ? state.revision : null;
    if (revision === state.revision && sameDaemonState(state.daemon, message.daemon)) return state;
    return { ...state, daemon: message.daemon, revision };
  }
  if (message.type !== 'overview') return state;
  const { overview } = message;
  if (state.revision !== null && overview.revision < state.revision) return state;
  // The profile is the window's own choice and changes without the daemon: then the same revision comes again.
  const sameProfile = overview.activeProfile === state.overview?.activeProfile;
  if (overview.revision === state.revision && sameProfile) return state;
  return { ...state, overview, revision: overview.revision, stopping: stillRunning(state.stopping, overview) };
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
}

export const keptRequests = 10;

export function keep(state: PanelState, nowMs: number): KeptState | undefined {
  if (state.overview === null) return undefined;
  const { overview } = state;
  return {
    version: productVersion,
    keptAtMs: nowMs,
    overview: { ...overview, running: [], recent: overview.recent.slice(0, keptRequests) },
  };
}

/**
 * The state to begin with. What another build kept may have another shape, and what was kept on another day would show
 * as today's spend: both are dropped.
 */
export function restore(kept: unknown, nowMs: number): PanelState {
  if (!isKeptState(kept)) return firstState;
  if (new Date(kept.keptAtMs).toDateString() !== new Date(nowMs).toDateString()) return firstState;
  return { ...firstState, overview: kept.overview };
}

function isKeptState(kept: unknown): kept is KeptState {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'version' in kept &&
    kept.version === productVersion &&
    'keptAtMs' in kept &&
    'overview' in kept
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
