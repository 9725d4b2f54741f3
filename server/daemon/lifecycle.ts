/** Decides when the daemon ends: idle, asked to stop, or asked to make way for a newer one. */
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';

export interface LifecycleParts {
  readonly clock: Clock;
  /** How long nobody is connected and nothing runs until the daemon ends; `null`: it never ends by idleness. */
  readonly idleMs: number | null;
  connectedClients(): number;
  runningRequests(): number;
  cancelRequests(): void;
  /** False: there is nowhere left to book what a request costs. Absent: there always is. */
  hasPlace?(): boolean;
  /** Called once, when nothing runs any more. */
  end(reason: string): void;
}

export interface Lifecycle {
  /** Called before a request is taken. Throws `RequestError` of kind `shed` when the daemon is stopping. */
  admit(): void;
  /** Called whenever a client comes or goes and whenever a request starts or ends. */
  changed(): void;
  /** Takes no more requests, lets those that run finish within a bound, cancels what is left, ends. */
  stop(): void;
  /** Ends at the first moment in which nothing runs. No request is refused or cut: other windows are at work. */
  handOver(): void;
}

/**
 * - `serving`: `cancelIdle` is set while the daemon is idle.
 * - `handing-over`: serves on, and ends as soon as nothing runs.
 * - `stopping`: takes no more requests.
 */
type Phase =
  | { readonly kind: 'serving'; cancelIdle: (() => void) | null }
  | { readonly kind: 'handing-over' }
  | { readonly kind: 'stopping'; readonly endsByMs: number; readonly cancelBound: () => void }
  | { readonly kind: 'ended' };

export const finishWithinMs = 10_000;
/** Cancelled requests are given this long to be booked. */
const settleWithinMs = 2_000;

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { clock, idleMs } = parts;
  let phase: Phase = { kind: 'serving', cancelIdle: null };

  function end(reason: string): void {
    if (phase.kind === 'ended') return;
    if (phase.kind === 'serving') phase.cancelIdle?.();
    if (phase.kind === 'stopping') phase.cancelBound();
    phase = { kind: 'ended' };
    parts.end(reason);
  }

  function changed(): void {
    const busy = parts.runningRequests() > 0;
    if (phase.kind === 'serving') {
      const idle = !busy && parts.connectedClients() === 0;
      if (!idle || idleMs === null) {
        phase.cancelIdle?.();
        phase.cancelIdle = null;
      } else phase.cancelIdle ??= clock.after(idleMs, () => end(`idle for ${idleMs} ms`));
    } else if (!busy && phase.kind === 'handing-over') end('made way for a newer daemon');
    else if (!busy && phase.kind === 'stopping') end('asked to stop');
  }

  function stop(): void {
    if (phase.kind === 'stopping' || phase.kind === 'ended') return;
    if (phase.kind === 'serving') phase.cancelIdle?.();
    const tooLong = clock.after(finishWithinMs, () => {
      parts.cancelRequests();
      phase = stopping(
        settleWithinMs,
        clock.after(settleWithinMs, () => end('asked to stop')),
      );
      changed();
    });
    phase = stopping(finishWithinMs, tooLong);
    // The answer to whoever asked has to leave first.
    clock.after(0, changed);
  }

  function stopping(withinMs: number, cancelBound: () => void): Phase {
    return { kind: 'stopping', endsByMs: clock.monotonicMs() + withinMs, cancelBound };
  }

  function handOver(): void {
    if (phase.kind !== 'serving') return;
    phase.cancelIdle?.();
    phase = { kind: 'handing-over' };
    clock.after(0, changed);
  }

  return {
    admit: () => {
      if (parts.hasPlace?.() === false) stop();
      if (phase.kind !== 'stopping' && phase.kind !== 'ended') return;
      const message = 'the daemon is stopping and takes no more requests; ask again in a moment';
      // By then this daemon has ended, and whoever is to come after it can be asked.
      const retryAfterMs = phase.kind === 'ended' ? 0 : Math.max(0, phase.endsByMs - clock.monotonicMs());
      throw new RequestError('shed', message, { retryAfterMs });
    },
    changed,
    stop,
    handOver,
  };
}
