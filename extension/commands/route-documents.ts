/**
 * Explained routes as read-only documents. They are plain text: names of branches and models come from elsewhere, and the
 * editor would make links of theirs in Markdown run commands on a click.
 */
import { type Disposable, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';

const scheme = 'dualtrack-route';
/** The latest ones; of one that was closed long ago the command is run again. */
const mostKept = 20;

export class RouteDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = workspace.registerTextDocumentContentProvider(scheme, this);

  async show(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme, path: `/${title}` });
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
