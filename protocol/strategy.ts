/** The rules by which a profile orders its targets. */
import * as z from 'zod';

export const strategies = ['priority', 'cheapest', 'fastest', 'balanced'] as const;
export type Strategy = (typeof strategies)[number];

export const strategyField = () =>
  z.enum(strategies, `must be one of ${strategies.map((name) => `"${name}"`).join(', ')}`);
