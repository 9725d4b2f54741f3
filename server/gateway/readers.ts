/** How long callers may leave unread what is written to them: whoever takes nothing gives back what it holds. */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';

export interface Readers {
  /**
   * Resolves when the reader has caught up, has gone, or `ended` is aborted: what is to follow then is another's question.
   * Ends the connection of one that is stuck.
   */
  caughtUp(response: ServerResponse, ended?: AbortSignal): Promise<void>;
  /** For a response that is written to its end: ends the connection of a reader that does not take the rest. */
  leave(response: ServerResponse): void;
}

/**
 * The system holds megabytes for a reader. One that is behind by more, and takes nothing for so long, is stuck:
 * see decision 157.
 */
const stuckMs = 10_000;

/** While others wait for what it holds, a stuck reader is given no more than this. */
const stuckInTheWayMs = 2_000;

/** `othersWait`: whether any request waits for a place, a connection or a turn at its track. */
export function createReaders(clock: Clock, othersWait: () => boolean): Readers {
  /** The result ends the watching. */
  const watch = (response: ServerResponse): (() => void) => {
    let waitedMs = 0;
    const wait = () => clock.after(stuckInTheWayMs, look);
    const look = () => {
      // One whose turn on its connection has not come has nothing to read yet.
      if (response.socket !== null) waitedMs += stuckInTheWayMs;
      if (waitedMs >= stuckMs || (waitedMs > 0 && othersWait())) response.destroy();
      else cancel = wait();
    };
    let cancel = wait();
    return () => cancel();
  };

  return {
    caughtUp: (response, ended) =>
      new Promise((resolve) => {
        const stopWatching = watch(response);
        const end = () => {
          stopWatching();
          response.off('drain', end).off('close', end);
          ended?.removeEventListener('abort', end);
          resolve();
        };
        response.on('drain', end).on('close', end);
        ended?.addEventListener('abort', end);
        if (ended?.aborted === true || response.destroyed) end();
      }),
    leave(response) {
      if (response.writableFinished || response.destroyed) return;
      const stopWatching = watch(response);
      response.once('finish', stopWatching).once('close', stopWatching);
    },
  };
}
