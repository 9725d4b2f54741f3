/** The prompts a person wrote into `dualtrack.prompts`; one that is wrong is told, and the others go on working. */
import { commands, l10n, window, workspace } from 'vscode';
import * as z from 'zod';
import { promptSettingsSchema } from '../editor-settings.ts';
import type { Prompt } from './built-in-prompts.ts';

/** By name. Those of a workspace count only where it is trusted: see `restrictedConfigurations` in package.json. */
export function ownPrompts(): ReadonlyMap<string, Prompt> {
  const settings = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(workspace.getConfiguration('dualtrack').get('prompts'));
  const prompts = new Map<string, Prompt>();
  for (const [name, value] of Object.entries(settings)) {
    const parsed = promptSettingsSchema.safeParse(value);
    if (parsed.success) prompts.set(name, { ...parsed.data, title: parsed.data.title ?? name });
    else tell(name, parsed.error);
  }
  return prompts;
}

function tell(name: string, { issues }: z.ZodError): void {
  const sentences = issues.map(({ path, message }) => `dualtrack.prompts.${[name, ...path].join('.')} ${message}`);
  const open = l10n.t('Open Settings');
  void window.showWarningMessage(`${sentences.join('; ')}.`, open).then((chosen) => {
    if (chosen === open) void commands.executeCommand('workbench.action.openSettings', 'dualtrack.prompts');
  });
}
