/** Accounts that are known by name: what a track of such a name does not say is filled in, what it says stands. */
import type { ModelSettings } from '../../protocol/model-configuration.ts';
import type {
  OpenAiCompatibleTrack,
  PresetTrackSettings,
  ProviderTrackSettings,
  TrackPreset,
  TrackSettings,
} from '../../protocol/track-configuration.ts';
import { relayModels } from '../catalogue/guide.ts';
import type { Seller } from '../catalogue/model-entry.ts';

type Models = Readonly<Record<string, ModelSettings>>;

interface Preset extends Pick<OpenAiCompatibleTrack, 'terms' | 'limits'> {
  /** `null`: the provider knows it. */
  readonly baseUrl: string | null;
  /** Whose prices of the catalogue are the track's own; `null`: nobody's. */
  readonly seller: Seller | null;
  /** What it offers unless the track names models itself; of those it names, what it does not say. */
  readonly models: Models;
  /** Of every model that is named there. */
  readonly everyModel?: ModelSettings;
}

const free = { inputUsdPerMTok: 0, outputUsdPerMTok: 0 };
const onThisMachine = { seller: null, models: {}, everyModel: { price: free, listPrice: free } };

const facts: Readonly<Record<TrackPreset, Preset>> = {
  'holysheep-relay': {
    baseUrl: 'https://api.holysheep.ai/v1',
    seller: null,
    terms: { currency: 'CNY', perListUsd: 1, fxPerUsd: 7.3 },
    limits: { requestsPerMinute: 1_000, tokensPerMinute: 100_000, safetyFactor: 0.8 },
    models: Object.fromEntries(
      relayModels.map(({ name, inputUsdPerMTok, outputUsdPerMTok, contextWindow, features, goodFor }) => [
        name,
        {
          price: { inputUsdPerMTok, outputUsdPerMTok },
          contextWindow,
          features: [...features],
          goodFor: [...goodFor],
        },
      ]),
    ),
  },
  openai: vendor('https://api.openai.com/v1', 'openai', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-4.1'),
  anthropic: vendor(null, 'anthropic', 'claude-sonnet-4.6', 'claude-haiku-4.5', 'claude-opus-4.8'),
  gemini: vendor(null, 'google', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3.1-flash-lite'),
  vertex: vendor(null, 'vertex', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3.1-flash-lite'),
  deepseek: vendor('https://api.deepseek.com/v1', 'deepseek', 'deepseek-v4-flash', 'deepseek-v4-pro'),
  openrouter: vendor(
    'https://openrouter.ai/api/v1',
    'openrouter',
    ...['claude-sonnet-4.6', 'gpt-5.4', 'gemini-2.5-flash', 'deepseek-v4-pro'],
  ),
  mistral: vendor('https://api.mistral.ai/v1', 'mistral', 'mistral-medium-3-5', 'codestral-2508', 'mistral-small-2603'),
  groq: vendor('https://api.groq.com/openai/v1', 'groq', 'gpt-oss-120b', 'llama-3.3-70b-instruct', 'gpt-oss-20b'),
  xai: vendor('https://api.x.ai/v1', 'xai', 'grok-4.3', 'grok-4.5'),
  ollama: { baseUrl: 'http://127.0.0.1:11434/v1', ...onThisMachine },
  'lm-studio': { baseUrl: 'http://127.0.0.1:1234/v1', ...onThisMachine },
};

/** The track with everything said. */
export function withPreset(settings: TrackSettings): ProviderTrackSettings {
  if (!('preset' in settings)) return settings;
  const { preset: name, ...said } = settings;
  const models = modelsOf(facts[name], said.models);
  const limits = { ...facts[name].limits, ...said.limits };
  switch (settings.preset) {
    case 'anthropic':
      return { ...without(settings), provider: 'anthropic', models };
    case 'gemini':
      return { ...without(settings), provider: 'gemini', models };
    case 'vertex':
      return { ...without(settings), provider: 'vertex', models };
    default: {
      const { baseUrl, terms } = facts[settings.preset];
      return {
        ...(terms && { terms }),
        ...without(settings),
        provider: 'openai-compatible',
        baseUrl: settings.baseUrl ?? baseUrl ?? '',
        limits,
        models,
      };
    }
  }
}

/** Whose prices of the catalogue are the track's own: its preset's, else those of whom it asks; `null`: nobody's. */
export function sellerOf(settings: TrackSettings): Seller | null {
  if ('preset' in settings) return facts[settings.preset].seller;
  switch (settings.provider) {
    case 'openai-compatible':
      return sellerAt(settings.baseUrl.replace(/\/+$/, ''));
    case 'anthropic':
      return settings.baseUrl === undefined ? 'anthropic' : null;
    case 'gemini':
      return settings.baseUrl === undefined ? 'google' : null;
    case 'vertex':
      return settings.baseUrl === undefined ? 'vertex' : null;
    case 'sandbox':
      return null;
  }
}

/** Where a model's price in the settings comes from, for the ledger's rows. */
export function priceSourceOf(settings: TrackSettings, model: string, price: ModelSettings['price']): string {
  const isFilledIn = 'preset' in settings && settings.models?.[model]?.price === undefined && price !== undefined;
  return isFilledIn ? `preset ${settings.preset}` : 'configuration';
}

function vendor(baseUrl: string | null, seller: Seller, ...models: readonly string[]): Preset {
  return { baseUrl, seller, models: Object.fromEntries(models.map((model) => [model, {}])) };
}

function modelsOf(preset: Preset, said: Models | undefined): Record<string, ModelSettings> {
  return Object.fromEntries(
    Object.entries(said ?? preset.models).map(([name, model]) => [
      name,
      { ...preset.everyModel, ...preset.models[name], ...model },
    ]),
  );
}

function without<Settings extends PresetTrackSettings>({ preset: _, ...said }: Settings): Omit<Settings, 'preset'> {
  return said;
}

function sellerAt(baseUrl: string): Seller | null {
  return Object.values(facts).find((preset) => preset.baseUrl === baseUrl)?.seller ?? null;
}
