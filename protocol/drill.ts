/** `dualtrack/drill`: what becomes of requests under a routing profile when upstreams fail, played by the simulator. */
import * as z from 'zod';
import { failureKindSchema } from './failure.ts';
import { attemptRowSchema } from './spend.ts';

export const drillFaults = [
  'rate-limit-with-hint',
  'rate-limit-without-hint',
  'server-error-once',
  'unavailable',
  'reset',
  'silence',
  'slow-first-part',
  'cut',
  'stall',
  'malformed-chunk',
  'no-terminator',
  'context-too-long',
  'content-refused',
  'request-rejected',
  'outage',
  'accounting',
] as const;
export type DrillFault = (typeof drillFaults)[number];

export const drillParamsSchema = z.object({
  /** Absent: the configuration's `activeProfile`. */
  profile: z.string().max(200).optional(),
});

/** Of the two simulated targets, the one the profile asks first is `first`. */
const drillAttemptSchema = z.object({
  target: z.enum(['first', 'second']),
  outcome: attemptRowSchema.shape.outcome,
});
export type DrillAttempt = z.infer<typeof drillAttemptSchema>;

const drillScoreSchema = z.object({
  fault: z.enum(drillFaults),
  /** What the fault is. */
  title: z.string(),
  /** What must come of it. */
  rule: z.string(),
  held: z.boolean(),
  /** What came of it, in a sentence. */
  sentence: z.string(),
  /** What the caller got: a whole answer, one marked as cut, or a failure of this kind. Of several requests the worst. */
  outcome: z.union([z.enum(['complete', 'cut']), failureKindSchema]),
  requests: z.number().int(),
  attempts: z.array(drillAttemptSchema),
  /** From the last failure at the first target to the try at the second; `null`: there was no failover. */
  failoverMs: z.number().nullable(),
  totalMs: z.number(),
});
export type DrillScore = z.infer<typeof drillScoreSchema>;

export const drillReportSchema = z.object({
  profile: z.string(),
  strategy: z.string(),
  /** What of the profile could not be played as it is; each a sentence. */
  notes: z.array(z.string()),
  faults: z.array(drillScoreSchema),
  held: z.number().int(),
  totalMs: z.number(),
});
export type DrillReport = z.infer<typeof drillReportSchema>;
