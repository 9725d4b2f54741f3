/** Every method the daemon knows, with its parameters and its result. `initialize`, `shutdown` and `exit` are LSP's own. */
import * as z from 'zod';
import { askParamsSchema, askResultSchema } from './ask.ts';
import { benchmarkParamsSchema, benchmarkPriceSchema, benchmarkReportSchema } from './benchmark.ts';
import {
  bookedUsageParamsSchema,
  bookedUsageResultSchema,
  correctParamsSchema,
  correctResultSchema,
  importedGapSchema,
  requestsPageSchema,
  requestsParamsSchema,
  rowsPageSchema,
  rowsParamsSchema,
  verifyReportSchema,
} from './books.ts';
import { budgetStateSchema, monthSchema } from './budget.ts';
import { daemonReportSchema } from './doctor.ts';
import { drillParamsSchema, drillReportSchema } from './drill.ts';
import { explainParamsSchema, explanationSchema } from './explain.ts';
import { offersParamsSchema, offersResultSchema } from './offers.ts';
import { previewParamsSchema, previewSchema } from './preview.ts';
import { spendSeriesParamsSchema, spendSeriesSchema, targetSeriesParamsSchema, targetSeriesSchema } from './series.ts';
import { latencySchema, spendParamsSchema, spendReportSchema } from './spend.ts';
import {
  breakerActions,
  breakerStatusSchema,
  overviewSchema,
  problemSchema,
  statusSchema,
  targetSummarySchema,
} from './status.ts';
import { verifyTracksParamsSchema, verifyTracksResultSchema } from './verification.ts';

import { whatIfParamsSchema, whatIfReportSchema } from './what-if.ts';

/** A request's name with the schemas of what goes and what comes. */
export interface Method<Params extends z.ZodType, Result extends z.ZodType> {
  readonly name: string;
  readonly params: Params;
  readonly result: Result;
}

/** A notification from the daemon. */
export interface Notice<Params extends z.ZodType> {
  readonly name: string;
  readonly params: Params;
}

const nothing = z.object({});
/** Such as `https://api.example.com`, by the name of a secret. */
const originsSchema = z.record(z.string(), z.array(z.string()));

export const methods = {
  ask: { name: 'dualtrack/ask', params: askParamsSchema, result: askResultSchema },
  /** What a request would come to at each target of its plan; nothing is sent. */
  preview: { name: 'dualtrack/preview', params: previewParamsSchema, result: previewSchema },
  /** How a request was routed: what was known, the plan with its reasons, what became of it. Of the latest thousands. */
  explain: { name: 'dualtrack/explain', params: explainParamsSchema, result: explanationSchema },
  /** Cancels a request by id, also one of another client: for the panel's stop button. */
  cancel: {
    name: 'dualtrack/cancel',
    params: z.object({ requestId: z.string() }),
    result: z.object({ found: z.boolean() }),
  },
  spend: {
    name: 'dualtrack/spend',
    params: spendParamsSchema,
    /** Besides the range asked for: the month so far and where it is going. */
    result: spendReportSchema.extend({ month: monthSchema }),
  },
  budgets: {
    name: 'dualtrack/budgets',
    params: nothing,
    /** In the order of the configuration. */
    result: z.object({ budgets: z.array(budgetStateSchema) }),
  },
  /** Per target, over its latest attempts. */
  latency: {
    name: 'dualtrack/latency',
    params: nothing,
    result: z.object({ latency: z.array(latencySchema) }),
  },
  /** Spend by hour, day or month, of each model, target, profile, workspace, branch or client; and this week's. */
  spendSeries: { name: 'dualtrack/spendSeries', params: spendSeriesParamsSchema, result: spendSeriesSchema },
  /** How targets did by hour, day or month: attempts, failures, failovers, percentiles. */
  targetSeries: { name: 'dualtrack/targetSeries', params: targetSeriesParamsSchema, result: targetSeriesSchema },
  requests: { name: 'dualtrack/requests', params: requestsParamsSchema, result: requestsPageSchema },
  rows: { name: 'dualtrack/rows', params: rowsParamsSchema, result: rowsPageSchema },
  /** Reads every line of the ledger; takes seconds where there are hundreds of thousands. */
  verify: { name: 'dualtrack/verify', params: nothing, result: verifyReportSchema },
  correct: { name: 'dualtrack/correct', params: correctParamsSchema, result: correctResultSchema },
  /** What vendors can have charged for, by day and target; reads the rows, seconds for hundreds of thousands. */
  bookedUsage: {
    name: 'dualtrack/bookedUsage',
    params: bookedUsageParamsSchema,
    result: bookedUsageResultSchema,
  },
  /** What a vendor's usage file showed beside the ledger: for the panel. */
  importedGap: { name: 'dualtrack/importedGap', params: importedGapSchema, result: nothing },
  /** Asks each track for its models, and finds out why one fails. With `ask`, asks each model, which costs money. */
  verifyTracks: {
    name: 'dualtrack/verifyTracks',
    params: verifyTracksParamsSchema,
    result: verifyTracksResultSchema,
  },
  /** What other profiles or prices would have made of the requests of a range; reads all of it, seconds for hundreds of thousands. */
  whatIf: {
    name: 'dualtrack/whatIf',
    params: whatIfParamsSchema,
    /** In the order of `profiles`. */
    result: z.object({ reports: z.array(whatIfReportSchema) }),
  },
  /** What `benchmark` would come to; nothing is sent to a model. */
  benchmarkPrice: {
    name: 'dualtrack/benchmarkPrice',
    params: benchmarkParamsSchema,
    result: benchmarkPriceSchema,
  },
  /** Sends small requests to each target and measures them. They are limited, held and booked as any other. */
  benchmark: { name: 'dualtrack/benchmark', params: benchmarkParamsSchema, result: benchmarkReportSchema },
  /** Plays what upstreams do wrong, by the simulator, through a copy of a profile; nothing real is touched. */
  drill: { name: 'dualtrack/drill', params: drillParamsSchema, result: drillReportSchema },
  status: { name: 'dualtrack/status', params: nothing, result: statusSchema },
  targets: {
    name: 'dualtrack/targets',
    params: z.object({ profile: z.string().max(200).optional() }),
    /** Every target there is, those of the profile first and in its order; `inProfile` says how many these are. */
    result: z.object({ targets: z.array(targetSummarySchema), inProfile: z.number().int() }),
  },
  /** What else each track offers, as its own list of models says. */
  offers: { name: 'dualtrack/offers', params: offersParamsSchema, result: offersResultSchema },
  overview: { name: 'dualtrack/overview', params: nothing, result: overviewSchema },
  /** From here on this connection is told of changes by `overviewChanged`, at most four times a second. */
  subscribe: { name: 'dualtrack/subscribe', params: z.object({ on: z.boolean() }), result: nothing },
  /** `probe` makes the next attempt a probe; `disable` holds a target out of service until `enable`. */
  breaker: {
    name: 'dualtrack/breaker',
    params: z.object({
      action: z.enum(breakerActions),
      /** Target names, or all of the configuration's. */
      targets: z.union([z.array(z.string().max(500)).min(1), z.literal('all')]),
    }),
    /** `done` is false where a target is held out of service: it is put back by `enable` alone. */
    result: z.object({ breakers: z.array(breakerStatusSchema.extend({ done: z.boolean() })) }),
  },
  /** What another tool needs to use the gateway. Given to clients on the socket only, to be shown to its user on demand. */
  gatewayAccess: {
    name: 'dualtrack/gatewayAccess',
    params: nothing,
    result: z.object({ url: z.string().nullable(), problem: z.string().nullable(), token: z.string().nullable() }),
  },
  /** An editor's settings (the part below `dualtrack.`); they stand above the file until another editor sends its own. */
  configure: {
    name: 'dualtrack/configure',
    params: z.object({ settings: z.record(z.string(), z.unknown()) }),
    result: z.object({ problems: z.array(problemSchema) }),
  },
  /**
   * Secrets an editor holds, by name; kept in memory only, and replaced as a whole by each call of that connection. One
   * with `origins` is sent nowhere else.
   */
  provideSecrets: {
    name: 'dualtrack/provideSecrets',
    params: z.object({ secrets: z.record(z.string(), z.string()), origins: originsSchema.optional() }),
    result: nothing,
  },
  /** Where the configuration in force would send each secret, by its name. */
  keyOrigins: { name: 'dualtrack/keyOrigins', params: nothing, result: z.object({ origins: originsSchema }) },
  /** What a report of a bug says of the daemon itself. */
  doctor: { name: 'dualtrack/doctor', params: nothing, result: daemonReportSchema },
  /**
   * Finishes what runs, then ends. With `onlyIfOlderThan`, only a daemon of an older version obeys. Unless it `comesBack`,
   * those who subscribed are told by `stopped` that a person wanted it to end.
   */
  stop: {
    name: 'dualtrack/stop',
    params: z.object({ onlyIfOlderThan: z.string().optional(), comesBack: z.boolean().optional() }),
    result: z.object({ stopping: z.boolean() }),
  },
} as const satisfies Record<string, Method<z.ZodType, z.ZodType>>;

export const notices = {
  overviewChanged: { name: 'dualtrack/overviewChanged', params: overviewSchema },
  /** A person has stopped the daemon: it is not to be started again before something is asked. */
  stopped: { name: 'dualtrack/stopped', params: nothing },
} as const satisfies Record<string, Notice<z.ZodType>>;

/** Parameters of a method as a caller writes them. */
export type ParamsOf<M> = M extends Method<infer Params, z.ZodType> ? z.input<Params> : never;
/** Result of a method. */
export type ResultOf<M> = M extends Method<z.ZodType, infer Result> ? z.output<Result> : never;
