/** One client's attempts to get a daemon started while it looks for one to join. */
import { DaemonUnavailable } from './errors.ts';
import type { Paths } from './paths.ts';
import { type DaemonCommand, type Starting, startDaemon } from './start.ts';
import { takeStartTurn } from './start-turn.ts';

const mostStarts = 3;
/** What the daemon's program ends with when another process keeps the ledger. */
const ledgerHeldCode = 3;

export class Starter {
  readonly #command: DaemonCommand;
  readonly #paths: Paths;
  #starting: Starting | null = null;
  #starts = 0;
  #giveTurnBack: (() => void) | null = null;

  constructor(command: DaemonCommand, paths: Paths) {
    this.#command = command;
    this.#paths = paths;
  }

  get hasStarted(): boolean {
    return this.#starts > 0;
  }

  /**
   * Called each time nobody answered: starts a daemon where it is this client's turn. Throws `DaemonUnavailable` when
   * the one it started has failed.
   */
  start(): void {
    const exit = this.#starting?.exit() ?? null;
    if (exit !== null && exit.code !== 0 && exit.code !== ledgerHeldCode) {
      throw new DaemonUnavailable(`the daemon could not start: ${exit.reason}`, { startCode: exit.code });
    }
    // One that ended without error found another in its place; that other may have ended since. One that found the
    // ledger held was started while the daemon's name was gone, which that daemon takes back within a moment.
    const isUnderWay = this.#starting !== null && exit === null;
    if (isUnderWay || this.#starts >= mostStarts) return;
    this.#giveTurnBack ??= takeStartTurn(this.#paths.dataDirectory, Date.now());
    if (this.#giveTurnBack === null) return;
    this.#starting = startDaemon(this.#command, this.#paths);
    this.#starts += 1;
  }

  /** Why the latest one it started ended without serving; `null`: it did not. */
  failure(): string | null {
    const exit = this.#starting?.exit() ?? null;
    return exit === null || exit.code === 0 ? null : exit.reason;
  }

  giveTurnBack(): void {
    this.#giveTurnBack?.();
    this.#giveTurnBack = null;
  }
}
