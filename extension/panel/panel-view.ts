/** The panel as a view: shows what the daemon tells, keeps nothing of its own, is told nothing while it is hidden. */
import { type Disposable, type Uri, type WebviewView, type WebviewViewProvider, window } from 'vscode';
import { PanelLink, type PanelLinkParts } from './panel-link.ts';
import { loadPanel } from './panel-page.ts';

export const panelViewId = 'dualtrack.panel';

export interface PanelParts extends PanelLinkParts {
  readonly extensionUri: Uri;
}

export class PanelView implements WebviewViewProvider, Disposable {
  readonly #parts: PanelParts;
  readonly #registration: Disposable;
  #link: PanelLink | undefined;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#registration = window.registerWebviewViewProvider(panelViewId, this);
  }

  resolveWebviewView(view: WebviewView): void {
    this.#link?.dispose();
    const link = new PanelLink(this.#parts, view.webview, () => view.visible);
    this.#link = link;
    loadPanel(view.webview, this.#parts.extensionUri);
    view.onDidChangeVisibility(() => link.show());
    view.onDidDispose(() => link.dispose());
  }

  dispose(): void {
    this.#link?.dispose();
    this.#registration.dispose();
  }
}
