/** The schema of an amount of money; apart from how amounts are written, so that what only writes them loads no schemas. */
import * as z from 'zod';

/** Nano-USD of one attempt, or of one held for it: exact, see `NanoUsd`. */
export const nanoUsdSchema = z.number().int();

/** Nano-USD of many attempts, which may pass the safe integers: whole, and then right to sixteen digits. */
export const nanoUsdSumSchema = z.number().refine(Number.isInteger, 'must be a whole number');
