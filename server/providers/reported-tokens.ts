/** A count of tokens as upstreams report it, in every dialect. */
import * as z from 'zod';

/** No model reads or writes as much at once; a slip beyond it would spoil every sum it is added to. */
export const mostTokens = 100_000_000;

/** A count of an unexpected shape is `null`: one odd figure must not cost the others. */
export const reportedTokens = z.number().int().nonnegative().max(mostTokens).nullish().catch(null);
