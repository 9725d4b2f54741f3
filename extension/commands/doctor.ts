/** “Copy Report for a Bug”: versions, configuration without secrets, the daemon, tracks and the latest errors, to be pasted. */
import { env, l10n, ProgressLocation, version, window } from 'vscode';
import { gatherReport } from '../../client/doctor/report.ts';
import { reportText } from '../../client/doctor/report-text.ts';
import { locate } from '../../client/locate.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';

/** Tracks are asked for their models, which costs nothing. Works, too, where the daemon cannot be reached. */
export async function copyReport(daemon: DaemonConnection): Promise<void> {
  const title = l10n.t('Dualtrack: gathering the report');
  const text = await window.withProgress({ location: ProgressLocation.Notification, title }, async () => {
    const paths = await locate();
    const ready = daemon.ready().then(() => daemon);
    const client = `${env.appName} ${version} (${env.uiKind === 1 ? 'desktop' : 'web'}, ${env.remoteName ?? 'local'})`;
    return reportText(await gatherReport({ paths, daemon: ready, client, offline: false }), said);
  });
  await env.clipboard.writeText(`${text}\n`);
  void window.showInformationMessage(
    l10n.t('The report is on the clipboard. It holds no keys, prompts or answers; read it before you pass it on.'),
  );
}
