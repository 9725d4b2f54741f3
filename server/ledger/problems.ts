/** What the ledger has to tell its owner: each trouble once, in words, with the file it is about. */

export interface LedgerProblem {
  readonly kind:
    | 'torn-tail'
    | 'corrupt-line'
    | 'missing-lines'
    | 'unwritable'
    | 'unsynced'
    | 'lines-lost'
    | 'journal-replaced'
    | 'snapshot-unwritten'
    | 'snapshot-rebuilt'
    | 'dangling-attempts'
    | 'unknown-attempt';
  readonly file: string;
  /** A whole sentence. */
  readonly message: string;
}

export type ReportProblem = (problem: LedgerProblem) => void;

/** What failed has succeeded: the problems of this kind are over. */
export type ProblemOver = (kind: 'unwritable' | 'unsynced' | 'snapshot-unwritten') => void;

/** Remembers the latest problems, and passes each on once, until it is over. */
export class ProblemList {
  readonly #onProblem: ReportProblem;
  #problems: readonly LedgerProblem[] = [];

  constructor(onProblem: ReportProblem) {
    this.#onProblem = onProblem;
  }

  readonly report: ReportProblem = (problem) => {
    if (this.#problems.some((known) => known.message === problem.message)) return;
    this.#problems = [...this.#problems, { ...problem }].slice(-mostKept);
    this.#onProblem(problem);
  };

  readonly over: ProblemOver = (kind) => {
    if (this.#problems.some((problem) => problem.kind === kind))
      this.#problems = this.#problems.filter((problem) => problem.kind !== kind);
  };

  list(): readonly LedgerProblem[] {
    return this.#problems;
  }
}

const mostKept = 100;
