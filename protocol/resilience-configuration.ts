/** How limits, clocks, retries and circuit breakers are configured. */
import * as z from 'zod';
import { wholeAbove0, yesOrNo } from './field.ts';

const durationMs = (mostMs = 86_400_000) => wholeAbove0(mostMs).describe('Milliseconds.');

/** What reads past requests relies on it: a request whose start lies further back has ended. */
export const longestDeadlineMs = 3_600_000;

export const limitsSchema = z.strictObject({
  requestsPerMinute: wholeAbove0().optional(),
  tokensPerMinute: wholeAbove0().optional(),
  concurrency: wholeAbove0(10_000).optional(),
  safetyFactor: z
    .number('must be a number above 0 and at most 1')
    .gt(0, 'must be a number above 0 and at most 1')
    .max(1, 'must be a number above 0 and at most 1')
    .optional(),
  maxWaitMs: durationMs().optional(),
  adaptive: yesOrNo()
    .optional()
    .describe('For tracks without a fixed quota: search for the rate the upstream allows, up to requestsPerMinute.'),
});

const timeoutsSchema = z.strictObject({
  connectMs: durationMs().optional(),
  headersMs: durationMs().optional(),
  firstPartMs: durationMs().optional(),
  idleMs: durationMs().optional(),
  deadlineMs: durationMs(longestDeadlineMs).optional(),
});
export const retrySchema = z.strictObject({
  attempts: wholeAbove0(20).optional().describe('Tries at one target, the first included.'),
  baseMs: durationMs().optional(),
  capMs: durationMs().optional(),
});
export const breakerSchema = z.union(
  [
    z.literal('seed'),
    z.strictObject({
      failures: wholeAbove0(1000).optional(),
      openMs: durationMs().optional(),
      successes: wholeAbove0(1000).optional(),
      growth: z
        .number('must be a number from 1 to 10')
        .min(1, 'must be a number from 1 to 10')
        .max(10, 'must be a number from 1 to 10')
        .optional()
        .describe('Each trip before recovery is complete multiplies the open time by this; 1, unless asked otherwise.'),
      maxOpenMs: durationMs().optional(),
    }),
  ],
  'must be "seed" or { "failures"?, "openMs"?, "successes"?, "growth"?, "maxOpenMs"? }',
);

/** Accepted on a track and on a profile; the profile's wins, field by field. */
export const resilienceFields = {
  timeouts: timeoutsSchema.optional(),
  retry: retrySchema.optional(),
  breaker: breakerSchema.optional(),
};
