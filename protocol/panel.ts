/** What the panel and the extension host say to each other through `postMessage`; no secret ever passes here. */
import * as z from 'zod';
import { requestsPageSchema } from './books.ts';
import { spendSeriesParamsSchema, spendSeriesSchema, targetSeriesParamsSchema, targetSeriesSchema } from './series.ts';
import { breakerActions, overviewSchema } from './status.ts';

/** Where the daemon stands, as the status bar and the panel show it. */
const daemonStateSchema = z.discriminatedUnion('state', [
  /** Nothing has needed the daemon yet; or, `byPerson`, somebody has stopped it and nothing has needed it since. */
  z.object({ state: z.literal('stopped'), byPerson: z.boolean().optional() }),
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);
export type DaemonState = z.infer<typeof daemonStateSchema>;

/** What the panel asks for when it wants to show it. */
export const loads = ['spend', 'targets', 'requests', 'decision'] as const;
export type Load = (typeof loads)[number];

/** How a request was routed, as far as the panel shows it. */
export const decisionSchema = z.object({
  requestId: z.string(),
  strategy: z.string(),
  rule: z.object({ name: z.string(), why: z.string().nullable() }).nullable(),
  /** In the order in which they were to be tried. */
  plan: z.array(z.object({ target: z.string(), reason: z.string() })),
  excluded: z.array(z.object({ target: z.string(), reason: z.string() })),
});
export type Decision = z.infer<typeof decisionSchema>;

export const toPanelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('daemon'), daemon: daemonStateSchema }),
  z.object({ type: z.literal('overview'), overview: overviewSchema }),
  z.object({ type: z.literal('spend'), series: spendSeriesSchema }),
  z.object({ type: z.literal('targets'), series: targetSeriesSchema }),
  /** A page of past requests: those before the one asked for, or the latest. */
  z.object({ type: z.literal('requests'), before: z.string().nullable(), page: requestsPageSchema }),
  z.object({ type: z.literal('decision'), decision: decisionSchema }),
  /** What was asked for by `load-…` could not be had. */
  z.object({ type: z.literal('not-loaded'), what: z.enum(loads), reason: z.string() }),
]);
export type ToPanel = z.infer<typeof toPanelSchema>;

export const fromPanelSchema = z.discriminatedUnion('type', [
  /** Sent when the panel's script runs; answered with the daemon's state and, when there is one, the overview. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('cancel'), requestId: z.string() }),
  z.object({ type: z.literal('switch-profile') }),
  z.object({ type: z.literal('ask') }),
  z.object({ type: z.literal('load-spend'), ...spendSeriesParamsSchema.shape }),
  z.object({ type: z.literal('load-targets'), ...targetSeriesParamsSchema.shape }),
  /** `before`: `next` of the page before; `null`: the latest. */
  z.object({ type: z.literal('load-requests'), before: z.string().nullable() }),
  z.object({ type: z.literal('load-decision'), requestId: z.string() }),
  z.object({ type: z.literal('breaker'), action: z.enum(breakerActions), target: z.string() }),
  z.object({ type: z.literal('export') }),
  z.object({ type: z.literal('set-budget') }),
  /** What other profiles would have made of this month. */
  z.object({ type: z.literal('what-if') }),
  z.object({ type: z.literal('open-settings'), field: z.string() }),
]);
export type FromPanel = z.infer<typeof fromPanelSchema>;
