/** What the router goes by in a request: no text of it, so that it can be kept and decided on again. */
import type { Beyond } from './beyond-dialect.ts';

export interface RequestFacts {
  /** As the caller named it, see `parseModelSpec`; `null`: the profile decides. */
  readonly model: string | null;
  /** As stated, and what the chat itself shows, by the names of `protocol/features.ts`; each once. */
  readonly needs: readonly string[];
  readonly maxFirstPartMs: number | null;
  readonly maxCostUsd: number | null;
  /** Of what is sent, estimated from its size alone. */
  readonly inputTokens: number;
  /** `null`: the caller names no bound. */
  readonly maxOutputTokens: number | null;
  readonly choices: number;
  /** What only OpenAI's dialect can carry, for people; `null`: every provider can take it. */
  readonly openAiOnly: string | null;
  /** What single dialects have no form for; absent: all can take it. */
  readonly beyond?: Beyond | undefined;
  readonly client: string;
  readonly command: string | null;
  readonly language: string | null;
  readonly workspace: string | null;
  readonly branch: string | null;
  readonly conversation: string | null;
}

/** Other names for the same, the guide's among them. */
const otherNames: Readonly<Record<string, string>> = {
  multimodal: 'images',
  vision: 'images',
  'function-calling': 'tools',
  'bigquery-connection': 'bigquery',
  'image-generation': 'image-output',
};

/** A feature by the name it goes by in the catalogue. */
export function featureName(name: string): string {
  const plain = name.trim().toLowerCase().replaceAll('_', '-');
  return otherNames[plain] ?? plain;
}
