/** What is asked of the ledger beyond sums: its rows, its requests, whether it holds together, and corrections. */
import * as z from 'zod';
import { nanoUsdSchema, nanoUsdSumSchema } from './money-schema.ts';
import { attemptRowSchema, totalsSchema } from './spend.ts';
import { daySchema, timeRange, timeZoneSchema } from './time-range.ts';

const whole = z.number().int();
const rate = whole.nullable();

/** In pico-USD a token; `null`: the rate was not quoted. */
const rates = {
  inputPicoUsd: whole,
  outputPicoUsd: whole,
  cacheReadPicoUsd: rate,
  cacheWritePicoUsd: rate,
  cacheWrite1hPicoUsd: rate,
  reasoningPicoUsd: rate,
  imageInputPicoUsd: rate,
  audioInputPicoUsd: rate,
  imageOutputPicoUsd: rate,
  audioOutputPicoUsd: rate,
};

/** What the row was priced with. */
export const rowPriceSchema = z.object({
  ...rates,
  perRequestPicoUsd: whole,
  /** Rates for the whole request where its prompt was larger than the bound. */
  tiers: z.array(z.object({ aboveInputTokens: whole, ...rates })),
  source: z.string(),
  /** The days from and to which it held; `null`: without bound. */
  asOf: z.string().nullable(),
  until: z.string().nullable(),
});

/** A row as it is exported: with the price it used, the terms of its track, and what the upstream said of itself. */
export const ledgerRowSchema = attemptRowSchema.extend({
  settledAt: z.string(),
  servedModel: z.string().nullable(),
  price: rowPriceSchema.nullable(),
  listPrice: rowPriceSchema.nullable(),
  terms: z.object({ currency: z.string(), perListUsd: z.string(), fxPerUsd: z.string() }),
  /** How it was priced where the price did not say. */
  notes: z.array(z.string()),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

const cursor = z.string().regex(/^\d{4}-\d\d\.\d{1,16}$/, 'must be what an earlier page gave');

export const rowsParamsSchema = z.object({
  /** Without a start it begins with the first row; without an end it holds all there are. */
  ...timeRange,
  /** `next` of the page before. */
  after: cursor.optional(),
  limit: whole.min(1).max(2000).default(500),
});
export type RowsParams = z.output<typeof rowsParamsSchema>;

/** In the order they were settled, month by month; `next` is `null` on the last page. */
export const rowsPageSchema = z.object({ rows: z.array(ledgerRowSchema), next: z.string().nullable() });
export type RowsPage = z.infer<typeof rowsPageSchema>;

export const requestsParamsSchema = z.object({
  /** `next` of the page before. */
  before: cursor.optional(),
  limit: whole.min(1).max(200).default(50),
});
export type RequestsParams = z.output<typeof requestsParamsSchema>;

/** Requests, newest first, each with all its attempts in order; what is under way is not among them. */
export const requestsPageSchema = z.object({
  requests: z.array(
    z.object({ requestId: z.string(), startedAt: z.string(), attempts: z.array(attemptRowSchema).min(1) }),
  ),
  next: z.string().nullable(),
});
export type RequestsPage = z.infer<typeof requestsPageSchema>;

const verifyFindingSchema = z.object({
  kind: z.enum([
    'corrupt-line',
    'missing-lines',
    'missing-segment',
    'broken-link',
    'torn-tail',
    'sequence',
    'pairing',
    'correction',
    'totals',
    'unwritten',
  ]),
  file: z.string(),
  /** A whole sentence. */
  message: z.string(),
});
export type VerifyFinding = z.infer<typeof verifyFindingSchema>;

export const verifyReportSchema = z.object({
  /** True: every line is whole, in its place and counted exactly once. */
  sound: z.boolean(),
  segments: z.array(
    z.object({ month: z.string(), bytes: whole, lines: whole, attempts: whole, corrections: whole, underWay: whole }),
  ),
  /** Recomputed from every line. */
  totals: totalsSchema,
  /** Days whose sums were compared with those kept beside the journal. */
  daysCompared: whole,
  /** The first two hundred. */
  findings: z.array(verifyFindingSchema),
  findingsInAll: whole,
});
export type VerifyReport = z.infer<typeof verifyReportSchema>;

export const correctParamsSchema = z
  .object({
    requestId: z.string().min(1).max(200),
    /** Absent: the request's only attempt. */
    attempt: whole.positive().optional(),
    /** What the vendor charged. */
    billedCostNanoUsd: nanoUsdSchema.nonnegative().optional(),
    /** The vendor charged nothing. */
    notBillable: z.literal(true).optional(),
    why: z.string().trim().min(1).max(500),
    /**
     * Its own name: asked for again under the same name, nothing is booked a second time. One that stands for another
     * correction of the attempt is refused. Absent: the daemon names it.
     */
    id: z.string().min(1).max(200).optional(),
  })
  .refine(
    ({ billedCostNanoUsd, notBillable }) => (billedCostNanoUsd === undefined) !== (notBillable === undefined),
    'must have either billedCostNanoUsd or notBillable',
  );
export type CorrectParams = z.output<typeof correctParamsSchema>;

/** `booked` is false where this correction is the latest of its attempt already, or nothing would change. */
export const correctResultSchema = z.object({
  booked: z.boolean(),
  before: attemptRowSchema,
  after: attemptRowSchema,
});
export type CorrectResult = z.infer<typeof correctResultSchema>;

export const bookedUsageParamsSchema = z.object({
  from: daySchema,
  /** Exclusive. */
  to: daySchema,
  /** Whose days these are: a vendor counts in its own. */
  timeZone: timeZoneSchema,
});

/** Attempts at one target on one day that its vendor is expected to charge for. */
const bookedUsageSchema = z.object({
  day: z.string(),
  target: z.string(),
  requests: whole,
  inputTokens: whole,
  outputTokens: whole,
  costNanoUsd: nanoUsdSchema,
  /** Attempts whose cost is unknown: with any of these the sum is a lower bound. */
  unknownCost: whole,
});
export type BookedUsage = z.infer<typeof bookedUsageSchema>;

export const bookedUsageResultSchema = z.object({ usage: z.array(bookedUsageSchema) });

const comparedSchema = z.object({
  requests: whole.nullable(),
  inputTokens: whole.nullable(),
  outputTokens: whole.nullable(),
  costNanoUsd: nanoUsdSumSchema.nullable(),
});

/** A vendor's usage file beside the ledger, summed up; `null` fields are not in the file. */
export const importedGapSchema = z.object({
  importedAt: z.string(),
  /** The file's name, without its folder. */
  file: z.string().max(255),
  track: z.string().max(300).nullable(),
  from: z.string(),
  to: z.string(),
  imported: comparedSchema,
  ledger: comparedSchema,
  /** Days and models at which the two differ. */
  differing: whole,
});
export type ImportedGap = z.infer<typeof importedGapSchema>;
