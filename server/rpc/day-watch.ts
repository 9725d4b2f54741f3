/** Tells when a new day has begun, also when nothing else happens, and soon after a machine that slept over midnight wakes. */
import type { Clock } from '../clock.ts';

export interface DayWatch {
  /** Looks at the clock from now on. */
  watch(): void;
  rest(): void;
}

/** A timer that spans a sleep fires late by as long as the sleep, so none is longer than this. */
const lookEveryMs = 60_000;

/** `dayEndMs` gives where the day that holds an instant ends, milliseconds since 1970. */
export function createDayWatch(clock: Clock, dayEndMs: (epochMs: number) => number, onNewDay: () => void): DayWatch {
  let cancelLook: (() => void) | null = null;
  let endsAtMs = 0;
  const look = () => {
    const nowMs = clock.epochMs();
    const newEndMs = dayEndMs(nowMs);
    const isNew = newEndMs !== endsAtMs;
    endsAtMs = newEndMs;
    cancelLook = clock.after(Math.min(lookEveryMs, endsAtMs - nowMs), look);
    if (isNew) onNewDay();
  };
  return {
    watch() {
      if (cancelLook !== null) return;
      endsAtMs = dayEndMs(clock.epochMs());
      look();
    },
    rest() {
      cancelLook?.();
      cancelLook = null;
    },
  };
}
