/** Tells of the overview where a person looks: every window hears of a change, the one in use acts on it. */
import { Disposable, window } from 'vscode';
import type { Overview } from '../../protocol/status.ts';
import type { DaemonConnection } from './connection.ts';

/** Calls back when the overview has changed and when a window comes into use; the result ends it. */
export function onOverviewInFocus(daemon: DaemonConnection, tell: (overview: Overview) => void): Disposable {
  const look = () => {
    const { overview } = daemon;
    if (overview !== undefined && window.state.focused) tell(overview);
  };
  return Disposable.from(daemon.onDidChangeOverview(look), window.onDidChangeWindowState(look));
}
