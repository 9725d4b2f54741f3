/** `dualtrack/preview`: what a request would come to at each target of its plan, before anything is sent. */
import * as z from 'zod';
import { askParamsSchema } from './ask.ts';
import { nanoUsdSchema } from './money-schema.ts';

const count = z.number().int().nonnegative();

export const previewParamsSchema = askParamsSchema
  .pick({ chat: true, profile: true, model: true, needs: true, maxFirstPartMs: true, maxCostUsd: true, origin: true })
  .extend({
    /** Also the targets that the plan does not name, behind the others; that none fits is then told, not refused. */
    everyTarget: z.boolean().optional(),
  });
export type PreviewParams = z.infer<typeof previewParamsSchema>;

const previewTargetSchema = z.object({
  target: z.string(),
  /** Why it has its place in the plan. */
  reason: z.string(),
  inputTokens: count,
  /** True: counted with the model's own tokenizer. False: an estimate (shown with ≈). */
  exact: z.boolean(),
  /** As answers of this target go; `null`: none was measured. */
  usualOutputTokens: count.nullable(),
  /** The most the answer may have. */
  maxOutputTokens: count,
  /**
   * What the track would bill: `low` with an answer of no length, `usual` with one of its usual length, `null` where none
   * was measured. `high` is what is held in budgets: the longest answer, all tokens of the dearest kind they may be, `null`
   * where the price lacks one of these. All `null`: the price is unknown.
   */
  estimatedCostNanoUsd: z.object({
    low: nanoUsdSchema.nullable(),
    usual: nanoUsdSchema.nullable(),
    high: nanoUsdSchema.nullable(),
  }),
  firstPartMs: z.number().nullable(),
  breaker: z.enum(['closed', 'half-open', 'probing', 'open', 'disabled']),
  /** Milliseconds until the limits of its track have room; `busy`: until others are done; `never`: it is larger than they are. */
  room: z.union([z.number(), z.enum(['busy', 'never'])]),
  contextWindow: count.nullable(),
  /** Whether the plan names it; otherwise it would only be asked by name. */
  inPlan: z.boolean(),
  simulated: z.boolean(),
});
export type PreviewTarget = z.infer<typeof previewTargetSchema>;

export const previewSchema = z.object({
  profile: z.string(),
  /** At the first target. */
  inputTokens: count,
  exact: z.boolean(),
  /** In the order in which they would be tried. */
  targets: z.array(previewTargetSchema),
  excluded: z.array(z.object({ target: z.string(), reason: z.string() })),
});
export type Preview = z.infer<typeof previewSchema>;
