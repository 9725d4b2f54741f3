/** The prompts a person wrote into `dualtrack.prompts`; one that is wrong is told, and the others go on working. */
import { commands, l10n, window, workspace } from 'vscode';
import * as z from 'zod';
import { promptSettingsSchema } from '../editor-settings.ts';
import { said } from '../language.ts';
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
    else void tell(name, parsed.error);
  }
  return prompts;
}

async function tell(name: string, { issues }: z.ZodError): Promise<void> {
  const [{ ruleOf }, { problemMessageIn }] = await Promise.all([
    import('../../protocol/issue-rule.ts'),
    import('../../protocol/problem-messages.ts'),
  ]);
  const sentences = issues.map((issue) =>
    problemMessageIn(`dualtrack.prompts.${[name, ...issue.path].join('.')} ${ruleOf(issue)}`, said),
  );
  const open = l10n.t('Open Settings');
  const chosen = await window.showWarningMessage(sentences.join(' · '), open);
  if (chosen === open) await commands.executeCommand('workbench.action.openSettings', 'dualtrack.prompts');
}
