/** How a routing profile is configured: which targets may serve, and in what order. */
import * as z from 'zod';
import { text, wholeAbove0, yesOrNo } from './field.ts';
import { resilienceFields } from './resilience-configuration.ts';

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
