/** The way to the extension host: typed messages out, checked messages in, and the state VS Code keeps for a view. */
import type { FromPanel, ToPanel } from '../protocol/panel.ts';

/** What VS Code gives a webview, once. */
export interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** How the panel's buttons speak to the extension host. */
export type Send = (message: FromPanel) => void;

/**
 * Whether a message event's data is one of ours. The extension host has parsed what the daemon sent, and it ships in one
 * package with this code, so only the envelope is checked: enough to pass over messages that others post to this window.
 */
export function isToPanel(data: unknown): data is ToPanel {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  if (data.type === 'daemon') return 'daemon' in data && hasField(data.daemon, 'state', 'string');
  switch (data.type) {
    case 'overview':
      return 'overview' in data && hasField(data.overview, 'revision', 'number');
    case 'spend':
    case 'targets':
      return 'series' in data && hasField(data.series, 'unit', 'string');
    case 'decision':
      return 'decision' in data && hasField(data.decision, 'requestId', 'string');
    case 'requests':
      return 'before' in data && 'page' in data && hasField(data.page, 'requests', 'object');
    case 'not-loaded':
      return hasField(data, 'what', 'string') && hasField(data, 'reason', 'string');
    default:
      return false;
  }
}

function hasField(value: unknown, name: string, type: 'string' | 'number' | 'object'): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === type;
}
