/** Which models the catalogue has: those one would choose today, by vendor, and where the tables keep them. */
import type { GoodFor } from '../../protocol/features.ts';
import type { Seller } from '../../server/catalogue/model-entry.ts';

export interface Vendor {
  /** Who sells them: the vendor itself where it does. */
  readonly seller: Seller;
  /** Who made them, where that is somebody else. */
  readonly madeBy?: string;
  /** How LiteLLM's keys begin, and models.dev's path to what this seller offers. */
  readonly liteLlm: string;
  readonly modelsDev: string | null;
  readonly openRouter: string;
  /** OpenRouter passes its price on, so that it is a witness of it; open models are sold by others there. */
  readonly isClosed: boolean;
  /** The seller writes a hyphen where the name has a point. */
  readonly hyphens?: boolean;
  /** Our name → what the seller calls it, where that differs. */
  readonly models: Readonly<Record<string, string>>;
}

const as = (names: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, name]));

export const vendors: readonly Vendor[] = [
  {
    seller: 'openai',
    liteLlm: '',
    modelsDev: 'providers/openai/models/',
    openRouter: 'openai/',
    isClosed: true,
    models: as(`gpt-5.6 gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.2 gpt-5.1
      gpt-5 gpt-5-mini gpt-5-nano gpt-5-chat-latest gpt-5.2-chat-latest gpt-5.3-chat-latest gpt-4.1 gpt-4.1-mini
      gpt-4.1-nano gpt-4o gpt-4o-2024-05-13 gpt-4o-mini gpt-audio gpt-audio-mini o1 o3 o3-mini o4-mini gpt-4-turbo gpt-4
      gpt-3.5-turbo`),
  },
  {
    seller: 'anthropic',
    liteLlm: '',
    modelsDev: 'providers/anthropic/models/',
    openRouter: 'anthropic/',
    isClosed: true,
    hyphens: true,
    models: as(`claude-fable-5 claude-opus-5 claude-opus-4.8 claude-opus-4.7 claude-opus-4.6 claude-opus-4.5
      claude-opus-4.1 claude-sonnet-5 claude-sonnet-4.6 claude-sonnet-4.5 claude-haiku-4.5`),
  },
  {
    seller: 'google',
    liteLlm: 'gemini/',
    modelsDev: 'providers/google/models/',
    openRouter: 'google/',
    isClosed: true,
    models: as(`gemini-3.6-flash gemini-3.5-flash gemini-3.5-flash-lite gemini-3.1-pro-preview gemini-3.1-flash-lite
      gemini-3-flash-preview gemini-3-pro-preview gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite
      gemini-2.5-flash-image gemini-3-pro-image gemini-3.1-flash-image gemini-2.0-flash gemini-2.0-flash-lite`),
  },
  {
    seller: 'deepseek',
    liteLlm: 'deepseek/',
    modelsDev: 'providers/deepseek/models/',
    openRouter: 'deepseek/',
    isClosed: false,
    models: as('deepseek-v4-pro deepseek-v4-flash deepseek-v3.2 deepseek-chat deepseek-reasoner'),
  },
  {
    seller: 'mistral',
    liteLlm: 'mistral/',
    modelsDev: 'models/mistral/',
    openRouter: 'mistralai/',
    isClosed: true,
    models: {
      ...as(
        'mistral-large-2512 mistral-medium-3-5 mistral-medium-2508 mistral-medium-2505 codestral-2508 devstral-2512',
      ),
      ...as('devstral-medium-2507 devstral-small-2507 magistral-medium-2509 ministral-3-3b-2512 ministral-3-8b-2512'),
      ...as('ministral-3-14b-2512 pixtral-large-2411 mistral-small-2603'),
    },
  },
  {
    seller: 'xai',
    liteLlm: 'xai/',
    modelsDev: 'models/xai/',
    openRouter: 'x-ai/',
    isClosed: true,
    models: as('grok-4.5 grok-4.3 grok-4.20-0309-reasoning grok-4 grok-4-1-fast grok-code-fast-1 grok-3 grok-3-mini'),
  },
  {
    seller: 'groq',
    madeBy: 'meta',
    liteLlm: 'groq/',
    modelsDev: null,
    openRouter: 'meta-llama/',
    isClosed: false,
    models: {
      'llama-4-maverick': 'meta-llama/llama-4-maverick-17b-128e-instruct',
      'llama-4-scout': 'meta-llama/llama-4-scout-17b-16e-instruct',
      'llama-3.3-70b-instruct': 'llama-3.3-70b-versatile',
      'llama-3.1-8b-instruct': 'llama-3.1-8b-instant',
    },
  },
  {
    seller: 'groq',
    madeBy: 'openai',
    liteLlm: 'groq/',
    modelsDev: null,
    openRouter: 'openai/',
    isClosed: false,
    models: { 'gpt-oss-120b': 'openai/gpt-oss-120b', 'gpt-oss-20b': 'openai/gpt-oss-20b' },
  },
  {
    seller: 'groq',
    madeBy: 'alibaba',
    liteLlm: 'groq/',
    modelsDev: null,
    openRouter: 'qwen/',
    isClosed: false,
    models: { 'qwen3-32b': 'qwen/qwen3-32b' },
  },
  {
    seller: 'alibaba',
    liteLlm: 'dashscope/',
    modelsDev: 'models/alibaba/',
    openRouter: 'qwen/',
    isClosed: false,
    models: as(`qwen3.7-max qwen3.7-plus qwen3.5-plus qwen3-max qwen-plus qwen-flash qwen3-coder-plus qwen3-coder-flash
      qwen3-next-80b-a3b-instruct qwen3-next-80b-a3b-thinking qwen3-vl-plus qwen3-vl-235b-a22b-instruct`),
  },
  {
    seller: 'moonshot',
    liteLlm: 'moonshot/',
    modelsDev: 'models/moonshotai/',
    openRouter: 'moonshotai/',
    isClosed: false,
    models: as('kimi-k3 kimi-k2.7-code kimi-k2.6 kimi-k2.5 kimi-k2-thinking'),
  },
  {
    seller: 'zai',
    liteLlm: 'zai/',
    modelsDev: 'models/zhipuai/',
    openRouter: 'z-ai/',
    isClosed: false,
    models: as('glm-5.2 glm-5.1 glm-5 glm-5-code glm-4.7 glm-4.6 glm-4.5 glm-4.5-air glm-4.5v'),
  },
  {
    seller: 'minimax',
    liteLlm: 'minimax/',
    modelsDev: 'models/minimax/',
    openRouter: 'minimax/',
    isClosed: false,
    models: {
      'minimax-m3': 'MiniMax-M3',
      'minimax-m2.5': 'MiniMax-M2.5',
      'minimax-m2.1': 'MiniMax-M2.1',
      'minimax-m2': 'MiniMax-M2',
    },
  },
  {
    seller: 'cohere',
    liteLlm: '',
    modelsDev: 'models/cohere/',
    openRouter: 'cohere/',
    isClosed: true,
    models: as('command-a-03-2025 command-r-plus-08-2024 command-r-08-2024 command-r7b-12-2024'),
  },
];

/** What people choose them for beyond what their figures say: by the beginning of a name. */
export const knownFor: readonly (readonly [RegExp, readonly GoodFor[]])[] = [
  [/^gpt-4\.1$/, ['reasoning', 'code']],
  [/^gpt-5(\.\d)?$|^gpt-5\.6-(sol|terra)|^o3$/, ['quality', 'code']],
  [/^gpt-.*codex|^gpt-4\.1|^gpt-5/, ['code']],
  [/^claude-(fable|opus)/, ['quality', 'code', 'creative-writing']],
  [/^claude-sonnet/, ['quality', 'code', 'long-documents', 'creative-writing']],
  [/^claude-haiku/, ['code', 'high-volume']],
  [/^gemini-(3\.1|3|2\.5)-pro(-preview)?$/, ['quality', 'code', 'multimodal']],
  [/flash|-mini$|-nano$|-luna$|instant|-8b-|-fast/, ['high-volume']],
  [/^deepseek/, ['code', 'low-cost', 'reasoning']],
  [/codestral|devstral|coder|-code|grok-4|kimi-k|^glm-|minimax/, ['code']],
  [/^mistral-large|^grok-4\.5|^qwen3\.7-max|^kimi-k3|^glm-5\.2/, ['quality']],
];
