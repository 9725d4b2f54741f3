/**
 * What the guide that this product follows reports of five models: a relay's prices and windows, and latencies. They
 * shape the sandbox, the relay's preset and the router's first guess, and are never shown as measured.
 */
import type { Feature, GoodFor } from '../../protocol/features.ts';

export interface GuideModel {
  readonly name: string;
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  /** Tokens. */
  readonly contextWindow: number;
  readonly features: readonly Feature[];
  readonly goodFor: readonly GoodFor[];
  /** Milliseconds to the first part. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
}

/** At the relay. */
export const relayModels: readonly GuideModel[] = [
  {
    name: 'gpt-4.1',
    inputUsdPerMTok: 8,
    outputUsdPerMTok: 8,
    contextWindow: 128_000,
    features: ['tools', 'images', 'files', 'json'],
    goodFor: ['quality', 'reasoning', 'code'],
    latencyMs: { p50: 52, p95: 145, p99: 312 },
  },
  {
    name: 'claude-sonnet-4.5',
    inputUsdPerMTok: 15,
    outputUsdPerMTok: 15,
    contextWindow: 200_000,
    features: ['tools', 'images', 'files', 'json', 'reasoning'],
    goodFor: ['quality', 'long-documents', 'creative-writing'],
    latencyMs: { p50: 68, p95: 189, p99: 401 },
  },
  {
    name: 'gemini-2.5-flash',
    inputUsdPerMTok: 2.5,
    outputUsdPerMTok: 10,
    contextWindow: 1_000_000,
    features: ['tools', 'images', 'files', 'audio', 'video', 'json', 'reasoning'],
    goodFor: ['multimodal', 'high-volume'],
    latencyMs: { p50: 41, p95: 98, p99: 187 },
  },
  {
    name: 'deepseek-v3.2',
    inputUsdPerMTok: 0.42,
    outputUsdPerMTok: 1.68,
    contextWindow: 64_000,
    features: ['tools', 'json', 'reasoning'],
    goodFor: ['reasoning', 'low-cost'],
    latencyMs: { p50: 47, p95: 123, p99: 287 },
  },
];

/** Asked directly at Vertex AI. */
export const vertexModel: GuideModel = {
  name: 'gemini-pro',
  inputUsdPerMTok: 3.5,
  outputUsdPerMTok: 10.5,
  contextWindow: 1_000_000,
  features: [
    ...(['tools', 'images', 'files', 'audio', 'video', 'json', 'reasoning', 'image-output', 'audio-output'] as const),
    ...(['grounding', 'vertex-search', 'bigquery'] as const),
  ],
  goodFor: ['quality', 'reasoning', 'long-documents', 'multimodal'],
  latencyMs: { p50: 38, p95: 92, p99: 176 },
};

/** Milliseconds to the first part before anything was measured, by a model's name in the catalogue; `null`: no idea. */
export function guessedFirstPartMs(model: string, isAtVertex: boolean): number | null {
  if (isAtVertex && /^gemini-(.*-)?pro\b/.test(model)) return vertexModel.latencyMs.p50;
  return relayModels.find(({ name }) => name === model)?.latencyMs.p50 ?? null;
}
