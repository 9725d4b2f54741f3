/** What the daemon says of itself and of what it serves: for the status bar, the panel and `dualtrack status`. */
import * as z from 'zod';
import { importedGapSchema } from './books.ts';
import { budgetStateSchema, monthSchema } from './budget.ts';
import { attemptRowSchema, latencySchema, totalsSchema } from './spend.ts';

const clientKinds = ['vscode', 'cli', 'test'] as const;

/** Sent by every client as `initializationOptions`. */
export const clientIdentitySchema = z.object({
  kind: z.enum(clientKinds),
  /** A name for people and for attribution, such as `VS Code` or `cli`. */
  name: z.string().max(100),
  version: z.string().max(50),
  protocolVersion: z.number().int(),
  /** One editor window; absent for a terminal. */
  window: z.string().max(100).optional(),
  workspace: z.string().max(1000).optional(),
  locale: z.string().max(35).optional(),
});
export type ClientIdentity = z.infer<typeof clientIdentitySchema>;

/** Who answers on the socket; the `experimental` field of the result of `initialize`. */
export const daemonIdentitySchema = z.object({
  /** Made anew at every start: two answers with the same id come from the same process. */
  instanceId: z.string(),
  pid: z.number().int(),
  version: z.string(),
  protocolVersion: z.number().int(),
  startedAt: z.string(),
  dataDirectory: z.string(),
  /** The configuration file it reads; absent: none. */
  configurationFile: z.string().optional(),
});
export type DaemonIdentity = z.infer<typeof daemonIdentitySchema>;

/** Something a person can mend, such as a setting that was refused; the rest goes on working. */
export const problemSchema = z.object({
  source: z.enum(['file', 'settings', 'built-in', 'ledger', 'gateway']),
  /** Dotted path of the field, such as `tracks.relay.limits.requestsPerMinute`; of the ledger the file. */
  field: z.string(),
  /** The whole sentence: field, rule, value. */
  message: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

export const profileSummarySchema = z.object({
  name: z.string(),
  description: z.string(),
  strategy: z.string(),
  targets: z.array(z.string()),
  builtIn: z.boolean(),
});
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

export const targetSummarySchema = z.object({
  target: z.string(),
  model: z.string(),
  track: z.string(),
  provider: z.string(),
  /** What the upstream calls the model; absent: a daemon of before told it. */
  upstreamModel: z.string().optional(),
  /** Nominal price, USD per million tokens; `null`: unknown. */
  inputUsdPerMTok: z.number().nullable(),
  outputUsdPerMTok: z.number().nullable(),
  /** The vendor's list price; `null`: unknown, and the nominal price stands for it. */
  listInputUsdPerMTok: z.number().nullable(),
  listOutputUsdPerMTok: z.number().nullable(),
  /** Where the nominal price comes from, and of which day it is; `null`: there is none, or no day is known. */
  priceSource: z.string().nullable(),
  priceAsOf: z.string().nullable(),
  contextWindow: z.number().nullable(),
  maxOutputTokens: z.number().nullable(),
  /** `null`: nothing is declared. */
  features: z.array(z.string()).nullable(),
  goodFor: z.array(z.string()),
  /** Where it is computed, as the vendor names it; `null`: not said. */
  region: z.string().nullable(),
  simulated: z.boolean(),
  /** Found on this machine, not configured. */
  discovered: z.boolean(),
});
export type TargetSummary = z.infer<typeof targetSummarySchema>;

export const runningRequestSchema = z.object({
  requestId: z.string(),
  client: z.string(),
  profile: z.string(),
  target: z.string().nullable(),
  command: z.string().nullable(),
  startedAt: z.string(),
});
export type RunningRequest = z.infer<typeof runningRequestSchema>;

export const breakerActions = ['reset', 'probe', 'disable', 'enable'] as const;

const tripSchema = z.object({ at: z.string(), reason: z.string() });

/** A target's circuit breaker. */
export const breakerStatusSchema = z.object({
  target: z.string(),
  state: z.enum(['closed', 'open', 'half-open', 'disabled']),
  /** While closed. */
  failuresInARow: z.number().int(),
  /** While open: until the first probe is let through. */
  reopensInMs: z.number().nullable(),
  trips: z.number().int(),
  lastTrip: tripSchema.nullable(),
  /** Newest first, at most twenty. */
  recentTrips: z.array(tripSchema).optional(),
});
export type BreakerStatus = z.infer<typeof breakerStatusSchema>;

const levelSchema = z.object({ capacity: z.number(), available: z.number() });

/** How much of a track's limits is left; `null`: it has no such limit. */
export const limitStatusSchema = z.object({
  track: z.string(),
  /** A minute. */
  requests: levelSchema.nullable(),
  /** A minute. */
  tokens: levelSchema.nullable(),
  running: z.number().int(),
  waiting: z.number().int(),
  /** The upstream asked for a pause; 0: none. */
  pausedForMs: z.number(),
});
export type LimitStatus = z.infer<typeof limitStatusSchema>;

export const statusSchema = z.object({
  daemon: daemonIdentitySchema,
  clients: z.array(z.object({ kind: z.string(), name: z.string(), window: z.string().nullable() })),
  activeProfile: z.string(),
  profiles: z.array(profileSummarySchema),
  tracks: z.array(
    z.object({ name: z.string(), provider: z.string(), baseUrl: z.string().nullable(), discovered: z.boolean() }),
  ),
  running: z.array(runningRequestSchema),
  /** Targets that were tried since the daemon started. */
  breakers: z.array(breakerStatusSchema),
  /** The OpenAI-compatible endpoint; `url` is null while it is off or cannot be had, `problem` says why it cannot. */
  gateway: z.object({ url: z.string().nullable(), problem: z.string().nullable() }),
  /** Tracks that were used since the daemon started. */
  limits: z.array(limitStatusSchema),
  problems: z.array(problemSchema),
});
export type Status = z.infer<typeof statusSchema>;

/** Everything the status bar and the panel show, in one piece, so that a view can be rebuilt from one message. */
export const overviewSchema = z.object({
  /** Grows with every change; a view drops what is older than what it has. */
  revision: z.number().int(),
  activeProfile: z.string(),
  profiles: z.array(profileSummarySchema),
  today: totalsSchema,
  month: monthSchema,
  /** In the order of the configuration. */
  budgets: z.array(budgetStateSchema),
  latency: z.array(latencySchema),
  running: z.array(runningRequestSchema),
  /** Targets that were tried since the daemon started. */
  breakers: z.array(breakerStatusSchema).optional(),
  /** Tracks that were used since the daemon started, as they are at this moment: permits come back all the time. */
  limits: z.array(limitStatusSchema).optional(),
  /** Newest first, at most 50. */
  recent: z.array(attemptRowSchema),
  /** What the last usage file of a vendor showed beside the ledger; absent or `null`: there was none. */
  importedGap: importedGapSchema.nullable().optional(),
  /** Requests that limits, breakers, budgets or rules refused before anything was sent, since the daemon started. */
  refused: z.object({ since: z.string(), requests: z.number().int(), byBudget: z.number().int() }).optional(),
  problems: z.array(problemSchema),
});
export type Overview = z.infer<typeof overviewSchema>;
