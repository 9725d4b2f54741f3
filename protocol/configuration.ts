/**
 * The one schema of the configuration: the JSON file and VS Code's `dualtrack.*` settings are both parsed by it, and
 * `contributes.configuration` in package.json is generated from it.
 *
 * A rule's message completes the sentence "FIELD …, got VALUE".
 */
import * as z from 'zod';
import { weekdays } from './budget.ts';
import { budgetSchema, projectionSchema } from './budget-configuration.ts';
import { text, wholeAbove0, yesOrNo } from './field.ts';
import { modelSchema, termsSchema } from './model-configuration.ts';
import { abortPolicies } from './spend.ts';

const durationMs = () => wholeAbove0(86_400_000).describe('Milliseconds.');
/** A key is named, never written: where it is read from when a request needs it. */
export const keyReferenceSchema = z
  .union(
    [
      z
        .strictObject({ secret: text(100) })
        .describe('Kept by VS Code (SecretStorage) under this name; set it with “Dualtrack: Set API Key…”.'),
      z.strictObject({ env: text(200) }).describe('An environment variable of the daemon.'),
      z
        .strictObject({ command: text(2000) })
        .describe('A command that prints the key, such as `op read op://vault/item/key`.'),
    ],
    'must name where the key is kept: { "secret": "name" }, { "env": "NAME" } or { "command": "…" }; a key itself is never written here',
  )
  .meta({ keyReference: true });
export type KeyReference = z.infer<typeof keyReferenceSchema>;

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

export const timeoutsSchema = z.strictObject({
  connectMs: durationMs().optional(),
  headersMs: durationMs().optional(),
  firstPartMs: durationMs().optional(),
  idleMs: durationMs().optional(),
  deadlineMs: durationMs().optional(),
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
const resilienceFields = {
  timeouts: timeoutsSchema.optional(),
  retry: retrySchema.optional(),
  breaker: breakerSchema.optional(),
};

const modelsField = z
  .record(text(200), modelSchema)
  .describe('The models this track offers, by the name they are asked for.');

export const openAiCompatibleTrackSchema = z.strictObject({
  provider: z.literal('openai-compatible'),
  baseUrl: z.url({
    protocol: /^https?$/,
    error: 'must be an http or https URL up to and including the version, such as https://api.example.com/v1',
  }),
  apiKey: keyReferenceSchema.optional(),
  terms: termsSchema.optional(),
  limits: limitsSchema.optional(),
  onAbort: z
    .enum(abortPolicies, `must be one of ${abortPolicies.map((name) => `"${name}"`).join(', ')}`)
    .optional()
    .describe(
      'How an answer is booked that is cancelled after it began: by our estimate (the default); by the usage the upstream tells, for which it is read on in the background for at most 10 s; or as not billed.',
    ),
  ...resilienceFields,
  models: modelsField,
});
export type OpenAiCompatibleTrack = z.infer<typeof openAiCompatibleTrackSchema>;

export const sandboxTrackSchema = z.strictObject({
  provider: z.literal('sandbox'),
  /** `none` answers at once; `seed` at the latencies the guide reports. */
  latency: z.enum(['none', 'seed'], 'must be "none" or "seed"').optional(),
  seed: z.number('must be a whole number').int('must be a whole number').optional(),
  limits: limitsSchema.optional(),
  ...resilienceFields,
  models: modelsField.optional(),
});

export const trackSchema = z.discriminatedUnion('provider', [openAiCompatibleTrackSchema, sandboxTrackSchema], {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? 'must be "openai-compatible" or "sandbox"'
      : 'must be an object with a "provider" of "openai-compatible" or "sandbox"',
});
export type TrackSettings = z.infer<typeof trackSchema>;

export const strategies = ['priority', 'cheapest', 'fastest'] as const;

export const profileSchema = z.strictObject({
  description: text(500).optional(),
  strategy: z.enum(strategies, `must be one of ${strategies.map((name) => `"${name}"`).join(', ')}`),
  targets: z
    .array(text(300), 'must be a list of targets, such as ["gpt-4.1@relay"]')
    .min(1, 'must hold at least one target, such as "gpt-4.1@relay"'),
  maxAttempts: wholeAbove0(50).optional().describe('Tries over all targets; 6 unless said otherwise.'),
  hedge: yesOrNo()
    .optional()
    .describe('Starts a second try at a target that is slower than 95 % of its answers, for at most 5 % of requests.'),
  maxOutputTokens: wholeAbove0().optional().describe('Sent when a request names none; 2048 unless said otherwise.'),
  ...resilienceFields,
});
export type ProfileSettings = z.infer<typeof profileSchema>;

export const gatewaySchema = z.strictObject({
  enabled: yesOrNo().optional(),
  port: z
    .number('must be a port from 0 to 65535')
    .int('must be a port from 0 to 65535')
    .min(0, 'must be a port from 0 to 65535')
    .max(65535, 'must be a port from 0 to 65535')
    .optional(),
  token: keyReferenceSchema.optional(),
});

export const networkSchema = z.strictObject({
  proxy: z
    .string('must be a proxy URL')
    .optional()
    .describe('An HTTP proxy; absent: HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment.'),
  extraCaFile: z
    .string('must be a file path')
    .optional()
    .describe('A PEM file of certificate authorities to trust besides the built-in ones.'),
});

export const localServersSchema = z.strictObject({
  discover: yesOrNo()
    .optional()
    .describe('Look for Ollama, LM Studio and llama.cpp on this machine; on unless set to false.'),
});

export const namePattern = /^[a-z0-9-]+$/;
const nameKey = z.string('must be a name').regex(namePattern, 'must be a name of small letters, digits and hyphens');

/** The whole configuration; each top-level key is a VS Code setting `dualtrack.KEY`. */
export const configurationSchema = z.strictObject({
  tracks: z
    .record(nameKey, trackSchema)
    .optional()
    .describe('Accounts at providers: base URL, key reference, limits, models.'),
  profiles: z.record(nameKey, profileSchema).optional().describe('Routing profiles: which targets, in what order.'),
  activeProfile: nameKey.optional().describe('The profile used where none is chosen.'),
  gateway: gatewaySchema.optional().describe('An OpenAI-compatible endpoint on this machine for other tools.'),
  network: networkSchema.optional().describe('Proxy and certificates.'),
  localServers: localServersSchema.optional().describe('Model servers on this machine.'),
  budgets: z
    .array(budgetSchema, 'must be a list of budgets')
    .optional()
    .describe('What may be spent in a day, a week, a month or in total, and which share of it a model may have.'),
  timeZone: z
    .string('must be a time zone')
    .refine(isTimeZone, 'must be a time zone such as "Europe/Berlin"')
    .optional()
    .describe('Where days begin and end, such as Europe/Berlin; absent: the time zone of this machine.'),
  firstDayOfWeek: z
    .enum(weekdays, `must be one of ${weekdays.map((name) => `"${name}"`).join(', ')}`)
    .optional()
    .describe('When a week begins for budgets; Monday unless said otherwise.'),
  unknownPrice: z
    .enum(['worst-case', 'refuse'], 'must be "worst-case" or "refuse"')
    .optional()
    .describe(
      'What hard budgets do with a target whose price is unknown: count it like the dearest that has a price, or refuse it.',
    ),
  projection: projectionSchema.optional().describe('How the month is projected from its days so far.'),
});
export type Configuration = z.infer<typeof configurationSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
