/** Which accounts can be added in a few questions, and the settings that come of the answers. Pure; no key is in them. */
import type { KeyReference } from '../../protocol/key-reference.ts';
import type { localPresets, TrackPreset, TrackSettings } from '../../protocol/track-configuration.ts';

type LocalPreset = (typeof localPresets)[number];

/** What has to be asked: `key` alone, Google's project and place, or what only the user of a server knows. */
export type PresetNeeds = 'key' | 'google' | 'models' | 'address';

export interface PresetChoice {
  readonly preset: TrackPreset | null;
  /** A name of the vendor's own, the same in every language. */
  readonly label: string;
  readonly needs: PresetNeeds;
  /** Where the key usually is, when it is an environment variable. */
  readonly environmentVariable: string;
}

/** Those with many models first; `null` is any other account that speaks OpenAI's API, and comes last. */
export const presetChoices: readonly PresetChoice[] = [
  keyed('holysheep-relay', 'HolySheep relay', 'HOLYSHEEP_API_KEY'),
  keyed('openrouter', 'OpenRouter', 'OPENROUTER_API_KEY'),
  keyed('openai', 'OpenAI', 'OPENAI_API_KEY'),
  keyed('anthropic', 'Anthropic', 'ANTHROPIC_API_KEY'),
  keyed('gemini', 'Gemini API', 'GEMINI_API_KEY'),
  { preset: 'vertex', label: 'Vertex AI', needs: 'google', environmentVariable: '' },
  keyed('deepseek', 'DeepSeek', 'DEEPSEEK_API_KEY'),
  keyed('mistral', 'Mistral', 'MISTRAL_API_KEY'),
  keyed('groq', 'Groq', 'GROQ_API_KEY'),
  keyed('xai', 'xAI', 'XAI_API_KEY'),
  { preset: 'ollama', label: 'Ollama', needs: 'models', environmentVariable: '' },
  { preset: 'lm-studio', label: 'LM Studio', needs: 'models', environmentVariable: '' },
  { preset: null, label: 'OpenAI-compatible', needs: 'address', environmentVariable: 'API_KEY' },
];

export type TrackDraft =
  | { readonly kind: 'key'; readonly preset: TrackPreset; readonly apiKey: KeyReference }
  | { readonly kind: 'google'; readonly project: string; readonly location: string }
  | { readonly kind: 'models'; readonly preset: LocalPreset; readonly models: readonly string[] }
  | {
      readonly kind: 'address';
      readonly baseUrl: string;
      /** `null`: it wants none. */
      readonly apiKey: KeyReference | null;
      readonly models: readonly string[];
    };

/** The entry of `dualtrack.tracks`; what a preset knows is left to it. */
export function trackSettings(draft: TrackDraft): object {
  switch (draft.kind) {
    case 'key':
      return { preset: draft.preset, apiKey: draft.apiKey };
    case 'google':
      return { preset: 'vertex', project: draft.project, location: draft.location, credentials: 'adc' };
    case 'models':
      return { preset: draft.preset, models: named(draft.models) };
    case 'address': {
      const { baseUrl, apiKey, models } = draft;
      return { provider: 'openai-compatible', baseUrl, ...(apiKey !== null && { apiKey }), models: named(models) };
    }
  }
}

/** The name, or with the lowest number behind it that nobody has. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}

/** A name for an account that has only an address: its host without what hosts have in common. */
export function nameOfAddress(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  if (/^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname)) return 'local';
  const host = hostname.replace(/^(api|www)\./, '');
  const name = host
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'track' : name.slice(0, 50).replace(/-+$/, '');
}

/** Names separated by commas or white space. */
export function namesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))];
}

/** An http or https address without user, password, query and fragment. Which path is right only its server knows. */
export function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && search === '' && hash === '';
}

function keyed(preset: TrackPreset, label: string, environmentVariable: string): PresetChoice {
  return { preset, label, needs: 'key', environmentVariable };
}

function named(models: readonly string[]): TrackSettings['models'] {
  return Object.fromEntries(models.map((model) => [model, {}]));
}
