/** The last comparison of models in this window: kept, so that what comes of it can be decided later than at once. */
import { commands, type Disposable, type TextDocument, type Uri, type ViewColumn } from 'vscode';
import type { AskResult } from '../../protocol/ask.ts';
import type { FollowedEnd } from '../editing/followed-end.ts';

export interface ComparedAnswer {
  readonly uri: Uri;
  readonly result: AskResult;
}

export interface Comparison {
  /** What was asked about, and where it was shown. */
  readonly document: TextDocument;
  readonly column: ViewColumn | undefined;
  readonly place: FollowedEnd;
  /** Those that came whole. */
  readonly answers: readonly ComparedAnswer[];
}

export class LastComparison implements Disposable {
  #last: Comparison | undefined;

  last(): Comparison | undefined {
    return this.#last;
  }

  /** The one before is let go. Menus ask which answers belong to it. */
  keep(comparison: Comparison): void {
    this.#last?.place.dispose();
    this.#last = comparison;
    const uris = comparison.answers.map(({ uri }) => uri.toString());
    void commands.executeCommand('setContext', 'dualtrack.comparedAnswers', uris);
  }

  dispose(): void {
    this.#last?.place.dispose();
  }
}
