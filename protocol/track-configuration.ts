/** How a track is configured: the account at a provider, by the provider's kind. */
import * as z from 'zod';
import { text, yesOrNo } from './field.ts';
import { keyReferenceSchema } from './key-reference.ts';
import { modelSchema, termsSchema } from './model-configuration.ts';
import { limitsSchema, resilienceFields } from './resilience-configuration.ts';
import { abortPolicies } from './spend.ts';

const modelsField = z
  .record(text(200), modelSchema)
  .describe('The models this track offers, by the name they are asked for.');

const baseUrl = (rule: string) =>
  z.url({ protocol: /^https?$/, error: rule, abort: true }).refine(isPlainUrl, {
    error:
      'must have no user name, password, query or fragment: paths are put behind it, and a key is never written here',
  });

/** Read as a URL is: without tabs and line ends, and whatever the number and kind of its slashes. */
function isPlainUrl(url: string): boolean {
  return !/^https?:[\\/]*[^\\/]*@|[?#]/i.test(url.replace(/[\t\n\r]/g, ''));
}

/** What every track that asks a real upstream may say. */
const upstreamFields = {
  terms: termsSchema.optional(),
  limits: limitsSchema.optional(),
  onAbort: z
    .enum(abortPolicies, `must be one of ${abortPolicies.map((name) => `"${name}"`).join(', ')}`)
    .optional()
    .describe(
      'How an answer is booked that is cancelled after it began: by our estimate (the default); by the usage the upstream tells, for which it is read on in the background for at most 10 s; or as not billed.',
    ),
  ...resilienceFields,
  models: modelsField,
};

const openAiCompatibleTrackSchema = z.strictObject({
  provider: z.literal('openai-compatible'),
  baseUrl: baseUrl('must be an http or https URL up to and including the version, such as https://api.example.com/v1'),
  apiKey: keyReferenceSchema.optional(),
  ...upstreamFields,
});
export type OpenAiCompatibleTrack = z.infer<typeof openAiCompatibleTrackSchema>;

const elsewhere = 'must be an http or https URL before the usual paths, such as https://proxy.example.com';

export const anthropicTrackSchema = z.strictObject({
  provider: z.literal('anthropic'),
  baseUrl: baseUrl(elsewhere).optional().describe('Where the API is; https://api.anthropic.com unless said otherwise.'),
  apiKey: keyReferenceSchema.optional(),
  ...upstreamFields,
});

const countTokens = yesOrNo()
  .optional()
  .describe(
    'Let the upstream count the input of previews exactly. The text is then sent there before anyone asks; off unless set to true.',
  );

export const geminiTrackSchema = z.strictObject({
  provider: z.literal('gemini'),
  baseUrl: baseUrl(elsewhere)
    .optional()
    .describe('Where the API is; https://generativelanguage.googleapis.com unless said otherwise.'),
  apiKey: keyReferenceSchema.optional(),
  countTokens,
  ...upstreamFields,
});

export const googleCredentialsSchema = z.union(
  [
    z.literal('adc').describe('Application default credentials: what `gcloud auth application-default login` left.'),
    z.strictObject({ serviceAccountFile: text(4000) }).describe('The path of a key file of a service account.'),
    z.strictObject({ token: keyReferenceSchema }).describe('An access token kept elsewhere.'),
  ],
  'must be "adc", { "serviceAccountFile": "…" } or { "token": { "env": "NAME" } }',
);
export type GoogleCredentials = z.infer<typeof googleCredentialsSchema>;

const googleName = (rule: string) => z.string(rule).regex(/^[a-z0-9][a-z0-9:.-]*$/, rule);

export const vertexTrackSchema = z.strictObject({
  provider: z.literal('vertex'),
  project: googleName('must be the id of a Google Cloud project, such as "my-project"'),
  location: googleName('must be a location such as "us-central1" or "global"'),
  credentials: googleCredentialsSchema.optional().describe('Application default credentials unless said otherwise.'),
  baseUrl: baseUrl(elsewhere)
    .optional()
    .describe('Where the API is; the location’s own endpoint unless said otherwise.'),
  datastore: text(1000)
    .optional()
    .describe(
      'The Vertex AI Search datastore for requests that need "vertex-search": projects/P/locations/L/collections/C/dataStores/D.',
    ),
  countTokens,
  ...upstreamFields,
});

export const sandboxTrackSchema = z.strictObject({
  provider: z.literal('sandbox'),
  /** `none` answers at once; `seed` at the latencies the guide reports. */
  latency: z.enum(['none', 'seed'], 'must be "none" or "seed"').optional(),
  seed: z.number('must be a whole number').int('must be a whole number').optional(),
  limits: limitsSchema.optional(),
  ...resilienceFields,
  models: modelsField.optional(),
});

export const providerKinds = ['openai-compatible', 'vertex', 'gemini', 'anthropic', 'sandbox'] as const;
export type ProviderKind = (typeof providerKinds)[number];

const inWords = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
const kindsInWords = inWords(providerKinds);

/** Everything is said. */
export const providerTrackSchema = z.discriminatedUnion(
  'provider',
  [openAiCompatibleTrackSchema, vertexTrackSchema, geminiTrackSchema, anthropicTrackSchema, sandboxTrackSchema],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `must be one of ${kindsInWords}`
        : `must be an object with a "provider" that is one of ${kindsInWords}`,
  },
);
export type ProviderTrackSettings = z.infer<typeof providerTrackSchema>;

/** Relays and vendors whose API is that of OpenAI, and servers on this machine, of whom only their user knows the models. */
export const openAiCompatiblePresets = [
  'holysheep-relay',
  'openai',
  'deepseek',
  'openrouter',
  'mistral',
  'groq',
  'xai',
] as const;
export const localPresets = ['ollama', 'lm-studio'] as const;
export const presets = [...openAiCompatiblePresets, 'anthropic', 'gemini', 'vertex', ...localPresets] as const;
export type TrackPreset = (typeof presets)[number];

const isAKnownAccount =
  'An account that is known by this name: what it does not say (address, limits, terms, models, prices) is filled in.';
const unsaid = {
  provider: z.literal('openai-compatible').optional(),
  baseUrl: openAiCompatibleTrackSchema.shape.baseUrl.optional(),
};
const models = modelsField.optional();

export const presetTrackSchema = z.discriminatedUnion(
  'preset',
  [
    openAiCompatibleTrackSchema.extend({
      preset: z.enum(openAiCompatiblePresets).describe(isAKnownAccount),
      ...unsaid,
      models,
    }),
    openAiCompatibleTrackSchema.extend({ preset: z.enum(localPresets).describe(isAKnownAccount), ...unsaid }),
    vertexTrackSchema.extend({
      preset: z.literal('vertex').describe(isAKnownAccount),
      provider: z.literal('vertex').optional(),
      models,
    }),
    geminiTrackSchema.extend({
      preset: z.literal('gemini').describe(isAKnownAccount),
      provider: z.literal('gemini').optional(),
      models,
    }),
    anthropicTrackSchema.extend({
      preset: z.literal('anthropic').describe(isAKnownAccount),
      provider: z.literal('anthropic').optional(),
      models,
    }),
  ],
  { error: `must be one of ${inWords(presets)}` },
);
export type PresetTrackSettings = z.infer<typeof presetTrackSchema>;

export const trackSchema = z.union([providerTrackSchema, presetTrackSchema]);
export type TrackSettings = z.infer<typeof trackSchema>;
