/** How texts are translated: the shape of `vscode.l10n.t`, passed in so that pure files need no editor. */

/** Returns the text in the editor's language, with `{0}`, `{1}`, … replaced. The English text is the key. */
export type Translate = (message: string, ...values: (string | number)[]) => string;
