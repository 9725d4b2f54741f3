/** What checking a track found: whether it can be reached and used, which of its models are there, and why not. */
import * as z from 'zod';
import { failureKindSchema } from './failure.ts';
import { providerKinds } from './track-configuration.ts';

/** What is wrong, as a word for scripts. */
export const troubleCauses = [
  'no-key',
  'other-vendors-key',
  'key',
  'login',
  'role',
  'api-disabled',
  'account',
  'clock',
  'base-url',
  'model',
  'region',
  'quota',
  'offline',
  'host-name',
  'connection',
  'proxy',
  'certificate',
  'upstream',
  'other',
] as const;

const troubleSchema = z.object({
  cause: z.enum(troubleCauses),
  /** The upstream's status; `null`: there was none. */
  status: z.number().int().nullable(),
  kind: failureKindSchema,
  /** One sentence or two: what happened. */
  message: z.string(),
  /** What to do about it; empty where `message` says it. */
  advice: z.string(),
});
export type Trouble = z.infer<typeof troubleSchema>;

export const checkedTargetSchema = z.object({
  target: z.string(),
  upstreamModel: z.string(),
  /** Whether the track lists it; `null`: its list does not tell. */
  listed: z.boolean().nullable(),
  /** A listed name that looks like the one that is missing. */
  similar: z.string().nullable(),
  /** What came of asking it; `null`: it was not asked, since that costs money. */
  asked: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('answered'), billedCostNanoUsd: z.number().int().nullable() }),
      z.object({ outcome: z.literal('failed'), trouble: troubleSchema }),
    ])
    .nullable(),
});
export type CheckedTarget = z.infer<typeof checkedTargetSchema>;

export const checkedTrackSchema = z.object({
  track: z.string(),
  provider: z.enum(providerKinds),
  baseUrl: z.string().nullable(),
  simulated: z.boolean(),
  /** `unlisted`: it can be reached, and has no list of models: without asking, nothing is known of its key. */
  outcome: z.enum(['fine', 'unlisted', 'failed']),
  tookMs: z.number().nonnegative(),
  /** How many models its list holds; `null`: it gave none. */
  models: z.number().int().nullable(),
  targets: z.array(checkedTargetSchema),
  trouble: troubleSchema.nullable(),
});
export type CheckedTrack = z.infer<typeof checkedTrackSchema>;

export const verifyTracksParamsSchema = z.object({
  /** Absent: every track. */
  track: z.string().max(200).optional(),
  /** Sends a question of one word to each configured model, which costs money and is booked. */
  ask: z.boolean().optional(),
});

export const verifyTracksResultSchema = z.object({ tracks: z.array(checkedTrackSchema) });
