/** The schema of an amount of money; apart from how amounts are written, so that what only writes them loads no schemas. */
import * as z from 'zod';

/** Nano-USD, see `NanoUsd`. */
export const nanoUsdSchema = z.number().int();
