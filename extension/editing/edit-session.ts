/** One edit from the model on its way into a document: streamed beside it as a diff, then taken or dropped. */
import {
  EndOfLine,
  type Position,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  type Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { withLineFeeds } from '../line-feeds.ts';
import { type Block, blockAt, blocksOf, dropBlock, type Proposal, takeBlock } from './blocks.ts';
import { replacementIn, whileGrowing, withEdgesOf } from './replacement.ts';
import { afterChanges, type TrackedRange } from './tracked-range.ts';

export type EditState = 'streaming' | 'ready' | 'done';

/** What became of taking a proposal over. */
export type Taken = 'taken' | 'refused';

export class EditSession {
  readonly document: TextDocument;
  /** The right side of the diff. */
  readonly proposalUri: Uri;
  readonly #stop = new AbortController();
  readonly #onChange: () => void;
  #range: TrackedRange;
  #proposal: Proposal;
  #answer = '';
  #state: EditState = 'streaming';
  #isApplying = false;

  /** `onChange` is called whenever what the right side shows may differ. */
  constructor(document: TextDocument, range: Range, proposalUri: Uri, onChange: () => void) {
    this.document = document;
    this.proposalUri = proposalUri;
    this.#onChange = onChange;
    this.#range = { start: document.offsetAt(range.start), end: document.offsetAt(range.end), isTouched: false };
    const original = withLineFeeds(document.getText(range));
    this.#proposal = { original, proposed: original };
  }

  get state(): EditState {
    return this.#state;
  }

  /** Aborted when nobody wants the answer any more. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether the person has changed the lines that a proposal would replace. */
  get isTouched(): boolean {
    return this.#range.isTouched;
  }

  /** Where the lines begin that are edited. */
  get firstPosition(): Position {
    return this.document.positionAt(this.#range.start);
  }

  get blocks(): readonly Block[] {
    return blocksOf(this.#proposal);
  }

  /** The whole document as it would be. */
  text(): string {
    const text = this.document.getText();
    const { proposed } = this.#proposal;
    return text.slice(0, this.#range.start) + this.#inDocument(proposed) + text.slice(this.#range.end);
  }

  /** More of the answer has come. */
  add(text: string): void {
    this.#answer += text;
    const grown = replacementIn(this.#answer, false).text;
    const { original } = this.#proposal;
    this.#proposal = { original, proposed: whileGrowing(original, grown === '' ? '' : withEdgesOf(original, grown)) };
    this.#onChange();
  }

  /** The answer is whole. False: it holds nothing that could stand in the code's place. */
  end(): boolean {
    const { original } = this.#proposal;
    const { text } = replacementIn(this.#answer, true);
    this.#state = 'ready';
    this.#proposal = { original, proposed: text === '' ? original : withEdgesOf(original, text) };
    this.#onChange();
    return text !== '';
  }

  /** The document has changed, by the person or by us. */
  documentChanged({ contentChanges }: TextDocumentChangeEvent): void {
    if (this.#isApplying) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      length: rangeLength,
      insertedLength: text.length,
    }));
    this.#range = afterChanges(this.#range, changes);
    this.#onChange();
  }

  takeAll(): Promise<Taken> {
    const { proposed } = this.#proposal;
    return this.#apply({ original: proposed, proposed });
  }

  /** The block at a line of the right side, else the one below it. */
  async takeBlockAt(line: number): Promise<Taken> {
    const block = this.#blockAt(line);
    return block === undefined ? 'taken' : this.#apply(takeBlock(this.#proposal, block));
  }

  dropBlockAt(line: number): void {
    const block = this.#blockAt(line);
    if (block !== undefined) this.#proposal = dropBlock(this.#proposal, block);
    this.#onChange();
  }

  /** Ends it, whatever is left to decide; nothing goes on running. */
  close(): void {
    this.#state = 'done';
    this.#stop.abort();
  }

  #blockAt(line: number): Block | undefined {
    const first = this.document.positionAt(this.#range.start).line;
    return blockAt(this.blocks, line - first);
  }

  /** One edit of the document, and so one step to undo. */
  async #apply(next: Proposal): Promise<Taken> {
    const edit = new WorkspaceEdit();
    const { start, end } = this.#range;
    const text = this.#inDocument(next.original);
    const range = new Range(this.document.positionAt(start), this.document.positionAt(end));
    edit.replace(this.document.uri, range, text);
    this.#isApplying = true;
    try {
      if (!(await workspace.applyEdit(edit))) return 'refused';
    } finally {
      this.#isApplying = false;
    }
    this.#range = { start, end: start + text.length, isTouched: false };
    this.#proposal = next;
    this.#onChange();
    return 'taken';
  }

  /** With the document's own line ends. */
  #inDocument(text: string): string {
    return this.document.eol === EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
  }
}
