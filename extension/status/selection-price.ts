/** Shows, where the person wants it, the tokens of the selected code and the least that asking about it costs. */
import { type Disposable, l10n, StatusBarAlignment, type StatusBarItem, window, workspace } from 'vscode';
import type { AskingParts } from '../asking/asking-parts.ts';

/** Long enough that dragging a selection asks once. */
const settledAfterMs = 400;

export class SelectionPrice implements Disposable {
  readonly #parts: AskingParts;
  readonly #item: StatusBarItem;
  readonly #listeners: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  constructor(parts: AskingParts) {
    this.#parts = parts;
    this.#item = window.createStatusBarItem('dualtrack.selectionPrice', StatusBarAlignment.Right, 90);
    this.#item.name = l10n.t('Price of the Selection');
    this.#item.command = 'dualtrack.askWithModel';
    this.#listeners = [
      this.#item,
      window.onDidChangeTextEditorSelection(() => this.#changed()),
      window.onDidChangeActiveTextEditor(() => this.#changed()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('dualtrack.selectionPrice')) this.#changed();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    const wanted = workspace.getConfiguration('dualtrack').get('selectionPrice') === true;
    if (!wanted || (window.activeTextEditor?.selection.isEmpty ?? true)) {
      this.#item.hide();
      return;
    }
    const round = this.#round;
    this.#timer = setTimeout(() => void this.#show(round), settledAfterMs);
  }

  async #show(round: number): Promise<void> {
    try {
      const { priceOfSelection } = await import('./priced-selection.ts');
      const priced = await priceOfSelection(this.#parts);
      // A later selection has its own price.
      if (round !== this.#round) return;
      if (priced === undefined) return this.#item.hide();
      this.#item.text = priced.text;
      this.#item.tooltip = priced.tooltip;
      this.#item.accessibilityInformation = { label: `${priced.text}. ${priced.tooltip}` };
      this.#item.show();
    } catch (error) {
      this.#parts.log.debug(
        `The price of the selection is not known: ${error instanceof Error ? error.message : error}`,
      );
      this.#item.hide();
    }
  }
}
