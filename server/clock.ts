/** Time as it is passed in: durations from a monotonic clock, instants from the wall clock, timers from either's owner. */

export interface Clock {
  /** Milliseconds since some start, never going back, not jumping when the wall clock is set. For durations and deadlines. */
  monotonicMs(): number;
  /** Milliseconds since 1970 in UTC. For what is written down. */
  epochMs(): number;
  /** Calls back once, `delayMs` from now; the result takes the call back. */
  after(delayMs: number, callback: () => void): () => void;
}

const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  epochMs: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** Waits `delayMs`, or rejects with the signal's reason as soon as it is aborted. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
