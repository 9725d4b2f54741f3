/** How the rules of a routing profile are configured: when one applies, and what it then decides. */
import * as z from 'zod';
import { weekdays } from './budget.ts';
import { text, yesOrNo } from './field.ts';
import { strategyField } from './strategy.ts';

const mostPatterns = 100;
const mostStars = 8;

/** A text in which each `*` stands for any characters, none included. */
const pattern = () =>
  text(200).refine(
    (value) => value.split('*').length - 1 <= mostStars,
    `must have at most ${mostStars} of the character *`,
  );

/** `what` is meant, and one for example. */
export const patternsField = (example: string) =>
  z
    .array(pattern(), `must be a list such as ["${example}"]`)
    .min(1, `must hold at least one entry, such as "${example}"`)
    .max(mostPatterns, `must hold at most ${mostPatterns} entries`);

const bound = () => {
  const rule = 'must be a number of at least 0';
  return z.number(rule).min(0, rule).optional();
};

const rangeSchema = z
  .strictObject({ atLeast: bound(), atMost: bound(), below: bound() })
  .refine((range) => Object.keys(range).length > 0, 'must have one of "atLeast", "atMost", "below"')
  .refine(
    ({ atLeast = 0, atMost = Infinity, below = Infinity }) => atLeast <= atMost && atLeast < below,
    'must have an "atLeast" below its other bound',
  );
export type Range = z.infer<typeof rangeSchema>;

const timeOfDay = () => {
  const rule = 'must be a time of day from "00:00" to "24:00"';
  return z.string(rule).regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, rule);
};

const timeSchema = z
  .strictObject({
    from: timeOfDay(),
    to: timeOfDay().describe('Not included; one before `from` is of the next day.'),
    days: z
      .array(
        z.enum(weekdays, `must be one of ${weekdays.map((name) => `"${name}"`).join(', ')}`),
        'must be a list of days, such as ["saturday", "sunday"]',
      )
      .min(1, 'must hold at least one day, such as "monday"')
      .optional()
      .describe('On which it begins; every day where nothing is said.'),
  })
  .refine(({ from, to }) => from !== to, 'must have a "to" that differs from its "from"');
export type TimeOfDay = z.infer<typeof timeSchema>;

export const whenSchema = z
  .strictObject({
    features: z
      .array(text(50), 'must be a list of features, such as ["images"]')
      .min(1, 'must hold at least one feature, such as "images"')
      .max(50, 'must hold at most 50 features')
      .optional()
      .describe('The request needs at least one of these, such as "images", "tools" or "grounding".'),
    maxFirstPartMs: rangeSchema
      .optional()
      .describe('The request asks for an answer that begins within such a time, in milliseconds.'),
    commands: patternsField('explain').optional().describe('It comes from one of these commands.'),
    languages: patternsField('python').optional().describe('It is about code in one of these languages.'),
    workspaces: patternsField('*/client-a')
      .optional()
      .describe('It comes from one of these folders, such as "*/client-a".'),
    branches: patternsField('release/*').optional().describe('It comes from one of these Git branches.'),
    inputTokens: rangeSchema
      .optional()
      .describe('The size of what is sent, the selection above all, in estimated tokens.'),
    time: timeSchema.optional().describe('Times of day, by the time zone in `dualtrack.timeZone`.'),
  })
  .describe('All of these must fit; without any, the rule always applies.');
export type RuleConditions = z.infer<typeof whenSchema>;

const thenSchema = z
  .strictObject({
    targets: patternsField('gemini-*@vertex')
      .optional()
      .describe('Only these targets serve, also where the profile does not name them; * stands for anything.'),
    tags: z
      .array(text(50), 'must be a list of tags, such as ["code"]')
      .min(1, 'must hold at least one tag, such as "code"')
      .max(20, 'must hold at most 20 tags')
      .optional()
      .describe('Only targets serve whose model is good for one of these.'),
    exclude: patternsField('*@relay').optional().describe('These targets do not serve.'),
    strategy: strategyField().optional().describe('The order for this request.'),
    anyModel: yesOrNo()
      .optional()
      .describe('Serves requests for a model that `targets` do not offer, too, by one of these.'),
  })
  .refine(
    ({ targets, tags, exclude, strategy }) => [targets, tags, exclude, strategy].some((field) => field !== undefined),
    'must have one of "targets", "tags", "exclude", "strategy"',
  );

const ruleSchema = z.strictObject({
  name: text(80).optional().describe('Said in the reasons of a route.'),
  why: text(200).optional().describe('Said in the reason of each target that this rule leaves out.'),
  when: whenSchema,
  // biome-ignore lint/suspicious/noThenProperty: it is what people write, and never awaited.
  then: thenSchema,
});
export type RuleSettings = z.infer<typeof ruleSchema>;

const mostRules = 50;

export const rulesField = () =>
  z
    .array(ruleSchema, 'must be a list of rules')
    .max(mostRules, `must hold at most ${mostRules} rules`)
    .meta({ examples: [ruleExamples] });

// biome-ignore-start lint/suspicious/noThenProperty: rules are written so, and never awaited.
const ruleExamples = [
  { name: 'pictures', when: { features: ['images'] }, then: { targets: ['gemini-*@vertex'], anyModel: true } },
  { when: { commands: ['review'], time: { from: '09:00', to: '18:00' } }, then: { tags: ['quality'] } },
];
// biome-ignore-end lint/suspicious/noThenProperty: rules are written so, and never awaited.
