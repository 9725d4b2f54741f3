/** What is alive in a daemon after its garbage was collected. */
import * as z from 'zod';

export const aliveSchema = z.object({
  heapBytes: z.number(),
  residentBytes: z.number(),
  /** What keeps its event loop going: sockets, timers, requests to the system. */
  activeResources: z.number(),
  abortSignals: z.number(),
  /** On all signals together. */
  abortListeners: z.number(),
  timers: z.number(),
});
export type Alive = Readonly<z.infer<typeof aliveSchema>>;
