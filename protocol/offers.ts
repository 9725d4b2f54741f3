/** `dualtrack/offers`: what each track offers besides the targets that are configured, as its own list of models says. */
import * as z from 'zod';
import { targetSummarySchema } from './status.ts';

export const offersParamsSchema = z.object({
  /** Absent: every track. */
  track: z.string().optional(),
  /** Asks again, also where the list was had a moment ago. */
  refresh: z.boolean().optional(),
});

const trackOffersSchema = z.object({
  track: z.string(),
  provider: z.string(),
  simulated: z.boolean(),
  /** What came of asking for its list; a track that fails says why, and hides nothing of the others. */
  list: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('listed'), at: z.iso.datetime(), models: z.number().int() }),
    z.object({ outcome: z.literal('failed'), message: z.string() }),
  ]),
  /** Listed and not configured, as they would be if they were named under the track's `models`. */
  others: z.array(targetSummarySchema),
});
export type TrackOffers = z.infer<typeof trackOffersSchema>;

export const offersResultSchema = z.object({ tracks: z.array(trackOffersSchema) });
