/** Puts attempts together to requests as they are read, and each request through several replays. */
import type { AttemptRow } from '../../protocol/spend.ts';
import { longestRequestMs } from '../longest-request.ts';
import { pastRequest } from './past-request.ts';
import type { Replay, Replayed } from './replay.ts';

interface OpenRequest {
  readonly startedAtMs: number;
  readonly rows: AttemptRow[];
}

export class Reading {
  readonly #replays: readonly Replay[];
  /** Requests that may have further attempts, oldest first. */
  readonly #open = new Map<string, OpenRequest>();
  #simulated = 0;

  constructor(replays: readonly Replay[]) {
    this.#replays = replays;
  }

  /** Attempts come about in the order in which they started. */
  add(row: AttemptRow): void {
    const startedAtMs = Date.parse(row.startedAt);
    const known = this.#open.get(row.requestId);
    if (known !== undefined) known.rows.push(row);
    else this.#open.set(row.requestId, { startedAtMs, rows: [row] });
    // One that began so long ago has all of its attempts. The oldest come first, so that what is held stays small however long the range is.
    for (const [id, request] of this.#open) {
      if (request.startedAtMs > startedAtMs - longestRequestMs) break;
      this.#open.delete(id);
      this.#finish(request.rows);
    }
  }

  /** One that goes on from here by itself. */
  copy(): Reading {
    const copy = new Reading(this.#replays.map((replay) => replay.copy()));
    for (const [id, { startedAtMs, rows }] of this.#open) copy.#open.set(id, { startedAtMs, rows: [...rows] });
    copy.#simulated = this.#simulated;
    return copy;
  }

  /** A report of each replay, with the number of simulated requests that are in none. Nothing can be added afterwards. */
  end(): { readonly replayed: readonly Replayed[]; readonly simulated: number } {
    for (const { rows } of this.#open.values()) this.#finish(rows);
    this.#open.clear();
    return { replayed: this.#replays.map((replay) => replay.report()), simulated: this.#simulated };
  }

  #finish(rows: readonly AttemptRow[]): void {
    const real = rows.filter((row) => !row.simulated);
    if (real.length === 0) {
      this.#simulated += 1;
      return;
    }
    const request = pastRequest(real);
    for (const replay of this.#replays) replay.add(request);
  }
}
