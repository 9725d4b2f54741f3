/** A count of tokens as upstreams report it, in every dialect. */
import * as z from 'zod';
import { optional } from './lenient-schema.ts';

/** No model reads or writes as much at once; a slip beyond it would spoil every sum it is added to. */
export const mostTokens = 100_000_000;

export const reportedTokens = optional(z.number().int().nonnegative().max(mostTokens));
