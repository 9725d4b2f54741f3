/** How much of each track's limits is left at this moment: permits come back while nothing is told. Pure. */
import type { LimitStatus } from '../protocol/status.ts';
import type { Language } from './language.ts';

export interface LimitRow {
  readonly track: string;
  readonly levels: readonly LimitLevel[];
  /** What runs, waits and pauses there. */
  readonly note: string;
}

export interface LimitLevel {
  readonly text: string;
  /** Of the bar, in percent. */
  readonly leftPercent: number;
  readonly isLow: boolean;
}

/** `toldAtMs`: when the daemon told of them. */
export function limitRows(
  limits: readonly LimitStatus[],
  toldAtMs: number,
  nowMs: number,
  language: Language,
): readonly LimitRow[] {
  const { say, sayCount, writeTokens } = language;
  const passedMs = Math.max(0, nowMs - toldAtMs);
  return limits
    .toSorted((one, other) => (one.track < other.track ? -1 : 1))
    .map(({ track, requests, tokens, running, waiting, pausedForMs }) => {
      const pausedMs = pausedForMs - passedMs;
      const level = (key: 'limits.requests' | 'limits.tokens', status: LimitStatus['requests']): LimitLevel[] => {
        if (status === null) return [];
        const left = refilled(status, passedMs);
        const leftPercent = status.capacity <= 0 ? 0 : (left * 100) / status.capacity;
        const values = { left: writeTokens(Math.floor(left)), capacity: writeTokens(Math.floor(status.capacity)) };
        return [{ text: say(key, values), leftPercent, isLow: leftPercent < 10 }];
      };
      const notes = [
        ...(running > 0 ? [sayCount('limits.running', running)] : []),
        ...(waiting > 0 ? [sayCount('limits.waiting', waiting)] : []),
        ...(pausedMs > 0 ? [say('limits.paused', { seconds: String(Math.ceil(pausedMs / 1000)) })] : []),
      ];
      const levels = [...level('limits.requests', requests), ...level('limits.tokens', tokens)];
      return { track, levels, note: (levels.length === 0 ? [say('limits.unlimited'), ...notes] : notes).join(' · ') };
    });
}

/** Whether a level still rises or a pause still runs, so that it is to be drawn again. */
export function limitsMove(limits: readonly LimitStatus[], toldAtMs: number, nowMs: number): boolean {
  const passedMs = nowMs - toldAtMs;
  return limits.some(
    ({ requests, tokens, pausedForMs }) =>
      pausedForMs > passedMs ||
      [requests, tokens].some((status) => status !== null && refilled(status, passedMs) < status.capacity),
  );
}

/** A bucket of a minute's capacity fills evenly. */
function refilled(
  { capacity, available }: { readonly capacity: number; readonly available: number },
  passedMs: number,
): number {
  return Math.min(capacity, Math.max(0, available) + (capacity * passedMs) / 60_000);
}
