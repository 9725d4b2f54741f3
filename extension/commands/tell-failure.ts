/** Tells the person why a command could not do its work, and where more can be read. */
import { type LogOutputChannel, l10n, window } from 'vscode';
import { clientMessageIn } from '../../client/messages.ts';
import { said } from '../language.ts';

/** Resolves when the work has ended, either way; the notification waits for the person by itself. */
export async function tellFailure(log: LogOutputChannel, work: Thenable<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = clientMessageIn(message, said);
    const showLog = l10n.t('Show Log');
    void window.showErrorMessage(l10n.t('Dualtrack: {0}', reason), showLog).then((chosen) => {
      if (chosen === showLog) log.show();
    });
  }
}
