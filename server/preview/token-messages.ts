/** What the daemon and its token worker say to each other. */
import * as z from 'zod';

export const countRequestSchema = z.object({ id: z.number(), texts: z.array(z.string()) });
export const countAnswerSchema = z.object({ id: z.number(), tokens: z.number().int().nonnegative() });
