/** Reads three public tables, each in its own form, into one: what a table says of a model and of its price. */
import * as z from 'zod';
import type { Feature } from '../../protocol/features.ts';
import type { PriceSettings } from '../../protocol/model-configuration.ts';
import { liteLlmSchema, modelsDevSchema, type openRouterPrices, openRouterSchema, perToken } from './forms.ts';

export interface Finding {
  readonly table: 'LiteLLM' | 'models.dev' | 'OpenRouter';
  readonly contextWindow: number | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly features: ReadonlySet<Feature>;
  readonly reasonsUnasked: boolean;
  readonly released: string | undefined;
  /** `null`: it names none, or one that is zero, which tables write where they do not know. */
  readonly price: PriceSettings | null;
}

export interface Tables {
  readonly liteLlm: ReadonlyMap<string, Finding>;
  readonly modelsDev: ReadonlyMap<string, Finding>;
  readonly openRouter: ReadonlyMap<string, Finding>;
}

/** The three files as parsed JSON. Throws where one has another form. */
export function readTables(liteLlm: unknown, modelsDev: unknown, openRouter: unknown): Tables {
  const ofLiteLlm = z.record(z.string(), z.unknown()).parse(liteLlm);
  const ofModelsDev = z.record(z.string(), modelsDevSchema).parse(modelsDev);
  const { data } = openRouterSchema.parse(openRouter);
  return {
    liteLlm: new Map(
      Object.entries(ofLiteLlm).flatMap(([key, value]) => {
        const model = liteLlmSchema.safeParse(value).data;
        return model?.mode === 'chat' ? [[key, fromLiteLlm(model)]] : [];
      }),
    ),
    modelsDev: new Map(
      Object.entries(ofModelsDev).map(([key, model]) => {
        // What a seller says of a model stands above what is said of the model wherever it is sold.
        const base = ofModelsDev[`models/${model.base_model}.toml`];
        return [key.replace(/\.toml$/, ''), fromModelsDev({ ...base, ...model })];
      }),
    ),
    openRouter: new Map(data.map((model) => [model.id, fromOpenRouter(model)])),
  };
}

function fromLiteLlm(model: z.infer<typeof liteLlmSchema>): Finding {
  const at = (name: string) => perToken.safeParse(model[name]).data;
  const bounds = [128, 200, 256, 272, 512].filter((k) => at(`input_cost_per_token_above_${k}k_tokens`) !== undefined);
  const brackets = model.tiered_pricing ?? [];
  return {
    table: 'LiteLLM',
    contextWindow: model.max_input_tokens,
    maxOutputTokens: model.max_output_tokens,
    features: featuresOf({
      tools: model.supports_function_calling,
      images: model.supports_vision,
      files: model.supports_pdf_input,
      audio: model.supports_audio_input,
      video: model.supports_video_input,
      json: model.supports_response_schema,
      reasoning: model.supports_reasoning,
      'audio-output': model.supports_audio_output,
      grounding: model.supports_web_search,
    }),
    reasonsUnasked: false,
    released: undefined,
    price: priced({
      input: perMTok(model.input_cost_per_token ?? brackets[0]?.input_cost_per_token),
      output: perMTok(model.output_cost_per_token ?? brackets[0]?.output_cost_per_token),
      cacheRead: perMTok(model.cache_read_input_token_cost),
      cacheWrite: perMTok(model.cache_creation_input_token_cost),
      cacheWrite1h: perMTok(model.cache_creation_input_token_cost_above_1hr),
      audioInput: perMTok(model.input_cost_per_audio_token),
      audioOutput: perMTok(model.output_cost_per_audio_token),
      imageOutput: perMTok(model.output_cost_per_image_token),
      tiers: [
        ...bounds.map((k) => ({
          above: k * 1000,
          input: perMTok(at(`input_cost_per_token_above_${k}k_tokens`)),
          output: perMTok(at(`output_cost_per_token_above_${k}k_tokens`)),
          cacheRead: perMTok(at(`cache_read_input_token_cost_above_${k}k_tokens`)),
          cacheWrite: perMTok(at(`cache_creation_input_token_cost_above_${k}k_tokens`)),
          cacheWrite1h: perMTok(at(`cache_creation_input_token_cost_above_1hr_above_${k}k_tokens`)),
        })),
        ...brackets.slice(1).map((bracket) => ({
          above: bracket.range[0],
          input: perMTok(bracket.input_cost_per_token),
          output: perMTok(bracket.output_cost_per_token),
          cacheRead: perMTok(bracket.cache_read_input_token_cost),
        })),
      ],
    }),
  };
}

function fromModelsDev(model: z.infer<typeof modelsDevSchema>): Finding {
  const { cost, modalities } = model;
  const rates = (from: { input?: number | undefined; output?: number | undefined } & typeof cost) => ({
    input: from?.input,
    output: from?.output,
    cacheRead: from?.cache_read,
    cacheWrite: from?.cache_write,
  });
  return {
    table: 'models.dev',
    contextWindow: model.limit?.context,
    maxOutputTokens: model.limit?.output,
    features: featuresOf({
      ...modalitiesOf(modalities?.input ?? [], modalities?.output ?? []),
      tools: model.tool_call,
      json: model.structured_output,
      reasoning: model.reasoning,
    }),
    reasonsUnasked: false,
    released: /^\d{4}-\d{2}-\d{2}$/.test(model.release_date ?? '') ? model.release_date : undefined,
    price: cost
      ? priced({
          ...rates(cost),
          audioInput: cost.input_audio,
          tiers: (cost.tiers ?? []).map(({ tier, ...more }) => ({ above: tier.size, ...rates(more) })),
        })
      : null,
  };
}

function fromOpenRouter(model: z.infer<typeof openRouterSchema>['data'][number]): Finding {
  const { pricing, architecture, supported_parameters: parameters, reasoning } = model;
  const rates = (from: Pick<typeof pricing, keyof typeof openRouterPrices>) => ({
    input: perMTok(from.prompt),
    output: perMTok(from.completion),
    cacheRead: perMTok(from.input_cache_read),
    cacheWrite: perMTok(from.input_cache_write),
    cacheWrite1h: perMTok(from.input_cache_write_1h),
  });
  return {
    table: 'OpenRouter',
    contextWindow: model.context_length,
    maxOutputTokens: model.top_provider.max_completion_tokens,
    features: featuresOf({
      ...modalitiesOf(architecture.input_modalities, architecture.output_modalities),
      tools: parameters.includes('tools'),
      json: parameters.includes('structured_outputs') || parameters.includes('response_format'),
      reasoning: parameters.includes('reasoning'),
    }),
    reasonsUnasked: reasoning?.mandatory === true || reasoning?.default_enabled === true,
    released: undefined,
    price: priced({
      ...rates(pricing),
      tiers: (pricing.overrides ?? []).map((tier) => ({ above: tier.min_prompt_tokens, ...rates(tier) })),
    }),
  };
}

function modalitiesOf(input: readonly string[], output: readonly string[]): Partial<Record<Feature, boolean>> {
  return {
    images: input.includes('image'),
    files: input.includes('pdf') || input.includes('file'),
    audio: input.includes('audio'),
    video: input.includes('video'),
    'image-output': output.includes('image'),
    'audio-output': output.includes('audio'),
  };
}

function featuresOf(said: { readonly [Name in Feature]?: boolean | undefined }): ReadonlySet<Feature> {
  const names: readonly Feature[] = Object.keys(said).filter((name): name is Feature => name in said);
  return new Set(names.filter((name) => said[name] === true));
}

/** A price a token as these tables write it, which binary fractions blur, in USD per million tokens. */
function perMTok(usdPerToken: number | undefined): number | undefined {
  return usdPerToken === undefined ? undefined : Math.round(usdPerToken * 1e12) / 1e6;
}

interface Rates {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
  readonly audioInput?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly imageOutput?: number | undefined;
}

function priced({
  tiers,
  ...rates
}: Rates & { readonly tiers: readonly (Rates & { readonly above: number })[] }): PriceSettings | null {
  const { input, output } = rates;
  if (input === undefined || output === undefined || (input === 0 && output === 0)) return null;
  const settings = ratesOf(rates);
  return {
    ...settings,
    inputUsdPerMTok: input,
    outputUsdPerMTok: output,
    ...(tiers.length > 0 && {
      tiers: tiers.map(({ above, ...more }) => ({ aboveInputTokens: above, ...ratesOf(more) })),
    }),
  };
}

function ratesOf(rates: Rates) {
  const named = {
    inputUsdPerMTok: rates.input,
    outputUsdPerMTok: rates.output,
    // A zero says that a table does not know: nobody gives these away.
    cacheReadUsdPerMTok: rates.cacheRead || undefined,
    cacheWriteUsdPerMTok: rates.cacheWrite || undefined,
    cacheWrite1hUsdPerMTok: rates.cacheWrite1h || undefined,
    audioInputUsdPerMTok: rates.audioInput || undefined,
    audioOutputUsdPerMTok: rates.audioOutput || undefined,
    imageOutputUsdPerMTok: rates.imageOutput || undefined,
  };
  return Object.fromEntries(Object.entries(named).filter(([, usd]) => usd !== undefined));
}
