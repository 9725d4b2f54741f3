/** Keeps something from being done again and again: whoever asks too early gets what the last time gave. */
import type { Clock } from '../clock.ts';

/** Calls `run` at most once in `intervalMs`; a call that is still under way is shared, and one that failed is made again. */
export function atMostEvery<Result>(
  clock: Clock,
  intervalMs: number,
  run: () => Promise<Result>,
): () => Promise<Result> {
  let last: { readonly startedAtMs: number; readonly result: Promise<Result> } | null = null;
  return () => {
    const nowMs = clock.monotonicMs();
    if (last !== null && nowMs - last.startedAtMs < intervalMs) return last.result;
    const begun = { startedAtMs: nowMs, result: run() };
    last = begun;
    begun.result.catch(() => {
      if (last === begun) last = null;
    });
    return begun.result;
  };
}
