/** Texts that a command shows as read-only documents of one scheme: explained routes, scorecards, measurements. */
import { type Disposable, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';

/** The latest ones; of one that was closed long ago the command is run again. */
const mostKept = 20;

export class ReadOnlyDocuments implements TextDocumentContentProvider, Disposable {
  readonly #scheme: string;
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;

  constructor(scheme: 'dualtrack-route' | 'dualtrack-report') {
    this.#scheme = scheme;
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** How the title ends decides its language: names from elsewhere in Markdown are to be written as code. */
  async show(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: this.#scheme, path: `/${title}` });
    this.#texts.delete(uri.toString());
    this.#texts.set(uri.toString(), text);
    for (const oldest of [...this.#texts.keys()].slice(0, -mostKept)) this.#texts.delete(oldest);
    await window.showTextDocument(uri, { preview: true });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
