/**
 * On SIGUSR2 this process collects its garbage and writes what is left to a file: bytes, timers, abort signals and those
 * who listen to them. Counted from inside, since from outside nothing tells a leak from garbage.
 */
import { getEventListeners } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { queryObjects } from 'node:v8';
import type { Alive } from './alive.ts';

export const probeFileVariable = 'DUALTRACK_SOAK_PROBE';

const file = process.env[probeFileVariable];
if (file !== undefined) {
  const signals = rememberListenedSignals();
  const timer = setTimeout(() => {}, 0);
  const Timer = timer.constructor;
  clearTimeout(timer);
  process.on('SIGUSR2', () => {
    const abortSignals = queryObjects(AbortSignal, { format: 'count' });
    const timers = typeof Timer === 'function' ? queryObjects(Timer, { format: 'count' }) : 0;
    const alive: Alive = {
      heapBytes: process.memoryUsage().heapUsed,
      residentBytes: process.memoryUsage.rss(),
      activeResources: process.getActiveResourcesInfo().length,
      abortSignals,
      abortListeners: signals.listeners(),
      timers,
    };
    writeFileSync(`${file}.new`, JSON.stringify(alive));
    renameSync(`${file}.new`, file);
  });
}

/** Remembers weakly every abort signal that somebody listened to. */
function rememberListenedSignals() {
  let listened: WeakRef<AbortSignal>[] = [];
  const known = new WeakSet<AbortSignal>();
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function remembering(this: EventTarget, ...args) {
    if (this instanceof AbortSignal && !known.has(this)) {
      known.add(this);
      listened.push(new WeakRef(this));
    }
    addEventListener.apply(this, args);
  };
  return {
    listeners: () => {
      listened = listened.filter((reference) => reference.deref() !== undefined);
      return listened.reduce((sum, reference) => {
        const signal = reference.deref();
        return sum + (signal === undefined ? 0 : getEventListeners(signal, 'abort').length);
      }, 0);
    },
  };
}
