/** The panel as an editor tab, beside the view and the same as it: one a window, shown again where it is. */
import { type Disposable, Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import { PanelLink } from './panel-link.ts';
import { loadPanel } from './panel-page.ts';
import type { PanelParts } from './panel-view.ts';

const panelEditorType = 'dualtrack.panelEditor';

export class PanelEditor implements WebviewPanelSerializer, Disposable {
  readonly #parts: PanelParts;
  readonly #registration: Disposable;
  #open: { readonly panel: WebviewPanel; readonly link: PanelLink } | undefined;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#registration = window.registerWebviewPanelSerializer(panelEditorType, this);
  }

  open(): void {
    if (this.#open !== undefined) {
      this.#open.panel.reveal();
      return;
    }
    this.#take(window.createWebviewPanel(panelEditorType, 'Dualtrack', ViewColumn.Active));
  }

  /** The tab that was open when the window was closed. */
  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    this.#take(panel);
  }

  dispose(): void {
    this.#open?.link.dispose();
    this.#registration.dispose();
  }

  #take(panel: WebviewPanel): void {
    const link = new PanelLink(this.#parts, panel.webview, () => panel.visible);
    const open = { panel, link };
    this.#open = open;
    panel.iconPath = Uri.joinPath(this.#parts.extensionUri, 'media', 'icon.svg');
    loadPanel(panel.webview, this.#parts.extensionUri);
    panel.onDidChangeViewState(() => link.show());
    panel.onDidDispose(() => {
      link.dispose();
      // A tab that was restored beside it may have taken its place.
      if (this.#open === open) this.#open = undefined;
    });
  }
}
