/** The forms of three public price tables, as far as they are read. */
import * as z from 'zod';

export const perToken = z.number().nonnegative().optional();
const tokens = z.number().positive().optional().catch(undefined);
const flag = z.boolean().optional();

const bracketSchema = z.looseObject({
  range: z.tuple([z.number(), z.number()]),
  input_cost_per_token: z.number(),
  output_cost_per_token: z.number(),
  cache_read_input_token_cost: perToken,
});
export const liteLlmSchema = z.looseObject({
  mode: z.string().optional(),
  max_input_tokens: tokens,
  max_output_tokens: tokens,
  input_cost_per_token: perToken,
  output_cost_per_token: perToken,
  cache_read_input_token_cost: perToken,
  cache_creation_input_token_cost: perToken,
  cache_creation_input_token_cost_above_1hr: perToken,
  input_cost_per_audio_token: perToken,
  output_cost_per_audio_token: perToken,
  output_cost_per_image_token: perToken,
  tiered_pricing: z.array(bracketSchema).optional().catch(undefined),
  supports_function_calling: flag,
  supports_vision: flag,
  supports_pdf_input: flag,
  supports_audio_input: flag,
  supports_audio_output: flag,
  supports_video_input: flag,
  supports_response_schema: flag,
  supports_reasoning: flag,
  supports_web_search: flag,
});

const modelsDevCost = { input: perToken, output: perToken, cache_read: perToken, cache_write: perToken };
export const modelsDevSchema = z.looseObject({
  base_model: z.string().optional(),
  release_date: z.string().optional(),
  reasoning: flag,
  tool_call: flag,
  structured_output: flag,
  limit: z.looseObject({ context: tokens, output: tokens }).optional(),
  modalities: z
    .looseObject({ input: z.array(z.string()).optional(), output: z.array(z.string()).optional() })
    .optional(),
  cost: z
    .looseObject({
      ...modelsDevCost,
      input_audio: perToken,
      tiers: z.array(z.looseObject({ tier: z.looseObject({ size: z.number() }), ...modelsDevCost })).optional(),
    })
    .optional(),
});

const amount = z.string().transform(Number).optional();
export const openRouterPrices = {
  prompt: amount,
  completion: amount,
  input_cache_read: amount,
  input_cache_write: amount,
  input_cache_write_1h: amount,
};
export const openRouterSchema = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      context_length: tokens,
      architecture: z.looseObject({ input_modalities: z.array(z.string()), output_modalities: z.array(z.string()) }),
      top_provider: z.looseObject({ max_completion_tokens: tokens }),
      supported_parameters: z.array(z.string()),
      reasoning: z.looseObject({ mandatory: flag, default_enabled: flag }).nullish(),
      pricing: z.looseObject({
        ...openRouterPrices,
        overrides: z.array(z.looseObject({ min_prompt_tokens: z.number(), ...openRouterPrices })).optional(),
      }),
    }),
  ),
});
