/** Tells the person why a command could not do its work, and where more can be read. */
import { type LogOutputChannel, l10n, window } from 'vscode';

/** Resolves when the work has ended, either way; the notification waits for the person by itself. */
export async function tellFailure(log: LogOutputChannel, work: Thenable<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const showLog = l10n.t('Show Log');
    void window.showErrorMessage(l10n.t('Dualtrack: {0}', reason), showLog).then((chosen) => {
      if (chosen === showLog) log.show();
    });
  }
}
