/** The code actions: asking about a selection, and having a reported problem fixed; offered unless switched off. */
import {
  CodeAction,
  type CodeActionContext,
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
  return languages.registerCodeActionsProvider({ scheme: '*' }, provider, { providedCodeActionKinds: kinds });
}

/** Neither is ever preferred: one asks, the other shows how a model would repair. */
const kinds = [CodeActionKind.RefactorRewrite, CodeActionKind.QuickFix];

const provider: CodeActionProvider = {
  provideCodeActions(document: TextDocument, range: Range, { diagnostics, only }: CodeActionContext): CodeAction[] {
    if (workspace.getConfiguration('dualtrack', document.uri).get('codeActions') === false) return [];
    const wants = (kind: CodeActionKind) => only === undefined || only.contains(kind);
    const isSelected = !range.isEmpty && document.getText(range).trim() !== '';
    return [
      ...(isSelected && wants(CodeActionKind.RefactorRewrite)
        ? [action(l10n.t('Ask Dualtrack…'), 'dualtrack.ask', CodeActionKind.RefactorRewrite)]
        : []),
      ...(diagnostics.length > 0 && wants(CodeActionKind.QuickFix)
        ? [action(l10n.t('Fix With Dualtrack'), 'dualtrack.fix', CodeActionKind.QuickFix)]
        : []),
    ];
  },
};

function action(title: string, command: string, kind: CodeActionKind): CodeAction {
  const offered = new CodeAction(title, kind);
  offered.command = { title, command };
  return offered;
}
