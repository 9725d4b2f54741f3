/** How a routing profile is configured: which targets may serve, in what order, and within what. */
import * as z from 'zod';
import { text, wholeAbove0, yesOrNo } from './field.ts';
import { resilienceFields } from './resilience-configuration.ts';
import { patternsField, rulesField } from './rule-configuration.ts';
import { strategyField } from './strategy.ts';

const weight = () => {
  const rule = 'must be a number from 0 to 100';
  return z.number(rule).min(0, rule).max(100, rule).optional();
};

const weightsSchema = z
  .strictObject({ cost: weight(), latency: weight(), reliability: weight() })
  .refine(
    ({ cost = 1, latency = 1, reliability = 1 }) => cost + latency + reliability > 0,
    'must have one weight above 0',
  )
  .describe('For the strategy "balanced": how much each counts beside the others; 1 where nothing is said.');

const maxCostUsdRule = 'must be a number above 0';
const maxFirstPartRule = 'must be a number of milliseconds above 0';

const workspaceTracksSchema = z.strictObject({
  workspaces: patternsField('*/client-a').describe('Folders, such as "*/client-a"; * stands for anything.'),
  tracks: patternsField('vertex-*').describe('The only tracks that requests from there may reach.'),
});

const constraintsSchema = z
  .strictObject({
    maxCostUsd: z
      .number(maxCostUsdRule)
      .positive(maxCostUsdRule)
      .optional()
      .describe('The most one request may cost, in US dollars; targets whose price is unknown cannot keep it.'),
    maxFirstPartMs: z
      .number(maxFirstPartRule)
      .positive(maxFirstPartRule)
      .optional()
      .describe('Only targets expected to begin their answer within this many milliseconds.'),
    regions: patternsField('europe-*')
      .optional()
      .describe('Only tracks in these regions, such as "europe-*"; one that does not say where it is does not count.'),
    tracks: patternsField('vertex-*').optional().describe('Only these tracks, whatever else a profile says.'),
    workspaces: z
      .array(workspaceTracksSchema, 'must be a list of { "workspaces": […], "tracks": […] }')
      .max(50, 'must hold at most 50 entries')
      .optional()
      .describe('Privacy: requests from these workspaces go to these tracks only.'),
  })
  .describe('What holds for every request of this profile, also for one that names its target.');
export type Constraints = z.infer<typeof constraintsSchema>;

export const profileSchema = z.strictObject({
  description: text(500).optional(),
  strategy: strategyField().describe(
    'The order of targets: as they are written, by expected cost, by live latency, or by both and reliability.',
  ),
  weights: weightsSchema.optional(),
  targets: patternsField('gpt-4.1@relay')
    .optional()
    .describe(
      'MODEL@TRACK; * stands for anything: "*@relay", "gpt-4.1@*". Absent: every target of the configured tracks.',
    ),
  tags: z
    .array(text(50), 'must be a list of tags, such as ["code"]')
    .min(1, 'must hold at least one tag, such as "code"')
    .max(20, 'must hold at most 20 tags')
    .optional()
    .describe('Of these targets, only those whose model is good for one of these, such as "code" or "low-cost".'),
  fallback: patternsField('gemini-2.5-pro@vertex')
    .optional()
    .describe('Targets that come after all others, whatever the strategy; written as in `targets`.'),
  unknownModel: z
    .enum(['refuse', 'fallback'], 'must be "refuse" or "fallback"')
    .optional()
    .describe('A request for a model that no track here offers: refused (the default), or served by the fallback.'),
  rules: rulesField()
    .optional()
    .describe('Exceptions, read from the top: the first whose `when` fits a request decides by its `then`.'),
  constraints: constraintsSchema.optional(),
  affinity: yesOrNo()
    .optional()
    .describe('Conversations stay on their target while its prompt cache is warm; on unless set to false.'),
  maxAttempts: wholeAbove0(50).optional().describe('Tries over all targets; 6 unless said otherwise.'),
  hedge: yesOrNo()
    .optional()
    .describe('Starts a second try at a target that is slower than 95 % of its answers, for at most 5 % of requests.'),
  maxOutputTokens: wholeAbove0()
    .optional()
    .describe('Sent when a request names none; 2048 unless said otherwise, 8192 for a model that reasons in silence.'),
  ...resilienceFields,
});
export type ProfileSettings = z.infer<typeof profileSchema>;
