/** What the panel and the extension host say to each other through `postMessage`; no secret ever passes here. */
import * as z from 'zod';
import { overviewSchema } from './status.ts';

/** Where the daemon stands, as the status bar and the panel show it. */
export const daemonStateSchema = z.discriminatedUnion('state', [
  /** Nothing has needed the daemon yet. */
  z.object({ state: z.literal('stopped') }),
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);
export type DaemonState = z.infer<typeof daemonStateSchema>;

export const toPanelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('daemon'), daemon: daemonStateSchema }),
  z.object({ type: z.literal('overview'), overview: overviewSchema }),
]);
export type ToPanel = z.infer<typeof toPanelSchema>;

export const fromPanelSchema = z.discriminatedUnion('type', [
  /** Sent when the panel's script runs; answered with the daemon's state and, when there is one, the overview. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('cancel'), requestId: z.string() }),
  z.object({ type: z.literal('switch-profile') }),
  z.object({ type: z.literal('ask') }),
]);
export type FromPanel = z.infer<typeof fromPanelSchema>;
