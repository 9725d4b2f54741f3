/** The code action “Ask Dualtrack…”: offered on a selection, unless it is switched off. */
import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Disposable,
  l10n,
  languages,
  type Range,
  type TextDocument,
  workspace,
} from 'vscode';

export function registerAskAction(): Disposable {
  // Every kind of document can be asked about, also read-only ones: nothing is changed.
  return languages.registerCodeActionsProvider({ scheme: '*' }, provider, { providedCodeActionKinds: [kind] });
}

/** Never preferred and never a quick fix: it asks, it does not repair. */
const kind = CodeActionKind.RefactorRewrite;

const provider: CodeActionProvider = {
  provideCodeActions(document: TextDocument, range: Range): CodeAction[] {
    if (range.isEmpty || document.getText(range).trim() === '') return [];
    if (workspace.getConfiguration('dualtrack', document.uri).get('codeActions') === false) return [];
    const title = l10n.t('Ask Dualtrack…');
    const action = new CodeAction(title, kind);
    action.command = { title, command: 'dualtrack.ask' };
    return [action];
  },
};
