/** Reads from the editor what a prompt's variables stand for. */
import { type Diagnostic, DiagnosticSeverity, l10n, languages, type TextEditor } from 'vscode';
import { withLineFeeds } from '../line-feeds.ts';
import { diagnosticsText, type Report } from './diagnostics-text.ts';
import { diffFor } from './git-diff.ts';
import { type Code, fenced, quotedCode } from './prompt.ts';
import type { PromptVariable } from './prompt-template.ts';

/** The values of these variables, and of no others: a diff that nobody asked for is not made. */
export async function valuesFor(
  { document }: TextEditor,
  code: Code,
  variables: readonly PromptVariable[],
): Promise<Partial<Record<PromptVariable, string>>> {
  const values: Partial<Record<PromptVariable, string>> = {};
  for (const variable of variables) values[variable] = await read(variable);
  return values;

  async function read(variable: PromptVariable): Promise<string> {
    switch (variable) {
      case 'selection':
        return quotedCode(code).join('\n\n');
      case 'file':
        return code.file;
      case 'fileText':
        return `${code.file}:\n${fenced(withLineFeeds(document.getText()), code.language)}`;
      case 'language':
        return code.language;
      case 'diagnostics': {
        const reports = languages.getDiagnostics(document.uri).map(reportOf);
        return diagnosticsText(reports, code.excerpts, l10n.t('nothing'));
      }
      case 'diff': {
        const diff = await diffFor(document.uri);
        return diff === undefined ? l10n.t('nothing') : fenced(diff.text, 'diff');
      }
    }
  }
}

const severities: Readonly<Record<DiagnosticSeverity, Report['severity']>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

function reportOf({ severity, range, message, source }: Diagnostic): Report {
  return {
    severity: severities[severity],
    fromLine: range.start.line + 1,
    toLine: range.end.line + 1,
    message,
    source,
  };
}
