/** Offers, in a notification, the commands that help after a failure. */
import { commands, l10n, window } from 'vscode';
import type { FailureKind } from '../../protocol/failure.ts';
import { said } from '../language.ts';
import { adviceFor, type Remedy } from './failure-advice.ts';

/** How the same is asked again. */
export interface Again {
  /** Even where a hard budget has no room for it. */
  readonly overBudget: boolean;
}

/** The answer's document says the same in place; the notification adds the buttons. */
export async function offerRemedies(
  kind: FailureKind,
  message: string,
  again: (how: Again) => Promise<unknown>,
): Promise<void> {
  const { remedies } = adviceFor(kind, said);
  const buttons = remedies.map((remedy) => ({ title: titleOf(remedy), remedy }));
  const chosen = await window.showErrorMessage(l10n.t('Dualtrack: {0}', message), ...buttons);
  if (chosen === undefined) return;
  if (chosen.remedy === 'ask-again') await again({ overBudget: false });
  else if (chosen.remedy === 'allow-once') await again({ overBudget: true });
  else await run(chosen.remedy);
}

function titleOf(remedy: Remedy): string {
  switch (remedy) {
    case 'set-api-key':
      return l10n.t('Set API Key…');
    case 'switch-profile':
      return l10n.t('Switch Routing Profile');
    case 'open-settings':
      return l10n.t('Open Settings');
    case 'show-panel':
      return l10n.t('Show Spend and Latency');
    case 'show-log':
      return l10n.t('Show Log');
    case 'circuit-breaker':
      return l10n.t('Circuit Breaker…');
    case 'allow-once':
      return l10n.t('Allow Once');
    case 'ask-again':
      return l10n.t('Ask Again');
  }
}

function run(remedy: Exclude<Remedy, 'ask-again' | 'allow-once'>): Thenable<unknown> {
  switch (remedy) {
    case 'set-api-key':
      return commands.executeCommand('dualtrack.setApiKey');
    case 'switch-profile':
      return commands.executeCommand('dualtrack.switchProfile');
    case 'open-settings':
      return commands.executeCommand('workbench.action.openSettings', 'dualtrack');
    case 'show-panel':
      return commands.executeCommand('dualtrack.showPanel');
    case 'circuit-breaker':
      return commands.executeCommand('dualtrack.circuitBreaker');
    case 'show-log':
      return commands.executeCommand('dualtrack.showLog');
  }
}
