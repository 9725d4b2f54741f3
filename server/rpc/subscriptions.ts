/** Who is told of every change of the overview: each connection once, until it ends or wants no more. */
import { methods, notices } from '../../protocol/methods.ts';
import { type Caller, type Handler, handler } from './handler.ts';
import type { OverviewSource } from './overview.ts';

export interface Subscriptions {
  readonly handler: Handler;
  /** Tells all of them that a person wanted the daemon to end. */
  tellStopped(): void;
}

export function createSubscriptions(overview: Pick<OverviewSource, 'subscribe'>): Subscriptions {
  const subscribed = new Map<number, { readonly caller: Caller; readonly end: () => void }>();
  return {
    handler: handler(methods.subscribe, ({ on }, caller) => {
      const id = caller.connectionId;
      subscribed.get(id)?.end();
      if (!on) return {};
      const unsubscribe = overview.subscribe((now) => caller.notify(notices.overviewChanged, now));
      const end = () => {
        unsubscribe();
        caller.connectionSignal.removeEventListener('abort', end);
        subscribed.delete(id);
      };
      subscribed.set(id, { caller, end });
      caller.connectionSignal.addEventListener('abort', end);
      return {};
    }),
    tellStopped() {
      // One who has just gone need not be told.
      for (const { caller } of subscribed.values()) caller.notify(notices.stopped, {}).catch(() => {});
    },
  };
}
