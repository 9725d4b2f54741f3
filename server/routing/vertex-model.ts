/** Where a model stands at Vertex AI, and whose dialect it speaks, by the name it is configured with. Pure. */

/**
 * `contents`: Gemini's; `messages`: Anthropic's; `mistral`: chat completions as Mistral takes them, at an address of the
 * model's own; `completions`: OpenAI's, at the one address of all models that Google serves so.
 */
export type VertexDialect = 'contents' | 'messages' | 'mistral' | 'completions';

export interface VertexModel {
  readonly dialect: VertexDialect;
  readonly publisher: string;
  /** As the request names it. */
  readonly name: string;
  /** Below the project's location. */
  readonly path: string;
}

/**
 * `gemini-…`, `claude-…` and the like, `PUBLISHER/MODEL`, `publishers/PUBLISHER/models/MODEL`, or `endpoints/ID` of a
 * tuned Gemini. `null`: a publisher whose dialect is not spoken here.
 */
export function vertexModel(upstreamName: string): VertexModel | null {
  const endpoint = /(?:^|\/)endpoints\/([^/]+)$/.exec(upstreamName)?.[1];
  if (endpoint !== undefined) {
    const path = `/endpoints/${encodeURIComponent(endpoint)}`;
    return { dialect: 'contents', publisher: 'google', name: upstreamName, path };
  }
  const parts = upstreamName.split('/').filter((part) => part !== 'publishers' && part !== 'models');
  const model = parts.at(-1) ?? '';
  const publisher = (parts.length > 1 ? parts[0] : publisherOf(model)) ?? '';
  const dialect = dialectOf(publisher, model);
  if (dialect === null) return null;
  if (dialect === 'completions')
    return { dialect, publisher, name: `${publisher}/${model}`, path: '/endpoints/openapi/chat/completions' };
  const path = `/publishers/${publisher}/models/${encodeURIComponent(model)}`;
  // The address names the version, and the body only the model.
  return { dialect, publisher, name: dialect === 'mistral' ? model.replace(/@.*$/, '') : model, path };
}

/** Whose a model is that is named alone; most are Google's own. */
const families: readonly (readonly [RegExp, publisher: string])[] = [
  [/^claude-/, 'anthropic'],
  [/^(mistral|ministral|magistral|codestral|devstral|pixtral)\b/, 'mistralai'],
  [/^llama-/, 'meta'],
  [/^deepseek-/, 'deepseek-ai'],
  [/^qwen/, 'qwen'],
  [/^gpt-oss-/, 'openai'],
  [/^kimi-/, 'moonshotai'],
  [/^minimax-/, 'minimaxai'],
  [/^glm-/, 'zai-org'],
  [/^grok-/, 'xai'],
];

function publisherOf(model: string): string {
  return families.find(([name]) => name.test(model))?.[1] ?? 'google';
}

/** Whose models Google serves in OpenAI's dialect, as far as their names do not say it: most end in `-maas`. */
const inCompletions: ReadonlySet<string> = new Set([
  ...['meta', 'deepseek-ai', 'qwen', 'openai', 'moonshotai', 'minimaxai', 'zai-org', 'xai'],
]);

function dialectOf(publisher: string, model: string): VertexDialect | null {
  if (publisher === 'anthropic') return 'messages';
  if (publisher === 'mistralai') return 'mistral';
  // Gemma is Google's, and served like the others' open models.
  if (inCompletions.has(publisher) || /-maas$/.test(model)) return 'completions';
  return publisher === 'google' ? 'contents' : null;
}
