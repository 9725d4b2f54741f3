/**
 * The models the sandbox simulates. Prices and latencies are the guide's reported figures: they shape the simulation
 * and the router's first guess, and are never shown as measured.
 */
export interface SandboxModel {
  readonly name: string;
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  /** Tokens. */
  readonly contextWindow: number;
  /** Milliseconds to the first part. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
}

export const sandboxModels: readonly SandboxModel[] = [
  model('gpt-4.1', 8, 8, 128_000, [52, 145, 312]),
  model('claude-sonnet-4.5', 15, 15, 200_000, [68, 189, 401]),
  model('gemini-2.5-flash', 2.5, 10, 1_000_000, [41, 98, 187]),
  model('deepseek-v3.2', 0.42, 1.68, 64_000, [47, 123, 287]),
  model('gemini-pro', 3.5, 10.5, 1_000_000, [38, 92, 176]),
];

function model(
  name: string,
  inputUsdPerMTok: number,
  outputUsdPerMTok: number,
  contextWindow: number,
  [p50, p95, p99]: readonly [number, number, number],
): SandboxModel {
  return { name, inputUsdPerMTok, outputUsdPerMTok, contextWindow, latencyMs: { p50, p95, p99 } };
}
