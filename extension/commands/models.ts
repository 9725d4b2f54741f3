/** “Show Models and Prices”: what each track offers, what it costs there and at its vendor, and what it can do. */
import { commands, l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import { type ModelRow, modelRows } from './model-rows.ts';

interface ModelItem extends QuickPickItem {
  readonly row: ModelRow;
}

/** One that is picked is asked about the code at hand; one that is not configured leads to the settings of tracks. */
export async function showModels(daemon: DaemonConnection): Promise<void> {
  const items = Promise.all([daemon.request(methods.targets, {}), daemon.request(methods.offers, {})]).then(
    ([{ targets }, { tracks }]) => modelRows(targets, tracks, said).map(toItem),
  );
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Models and Prices'),
    placeHolder: l10n.t('US dollars per million tokens; pick one to ask it about your code'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined || picked.row.kind === 'heading') return;
  if (picked.row.kind === 'model' && picked.row.isConfigured)
    await commands.executeCommand('dualtrack.askWithModel', { model: picked.row.target.target });
  else await commands.executeCommand('workbench.action.openSettings', 'dualtrack.tracks');
}

function toItem(row: ModelRow): ModelItem {
  if (row.kind === 'heading') return { label: row.label, kind: QuickPickItemKind.Separator, row };
  if (row.kind === 'note') return { label: `$(warning) ${row.label}`, detail: row.detail, row };
  const { label, description, detail } = row;
  return { label: row.isConfigured ? label : `$(circle-outline) ${label}`, description, detail, row };
}
