/** An attempt in the words of OpenTelemetry's conventions for generative AI, and below `dualtrack.` in our own. Pure. */
import type { Attributes } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  GEN_AI_OPERATION_NAME_VALUE_CHAT,
  GEN_AI_PROVIDER_NAME_VALUE_ANTHROPIC,
  GEN_AI_PROVIDER_NAME_VALUE_DEEPSEEK,
  GEN_AI_PROVIDER_NAME_VALUE_GCP_GEMINI,
  GEN_AI_PROVIDER_NAME_VALUE_GCP_VERTEX_AI,
  GEN_AI_PROVIDER_NAME_VALUE_GROQ,
  GEN_AI_PROVIDER_NAME_VALUE_MISTRAL_AI,
  GEN_AI_PROVIDER_NAME_VALUE_OPENAI,
  GEN_AI_PROVIDER_NAME_VALUE_PERPLEXITY,
  GEN_AI_PROVIDER_NAME_VALUE_X_AI,
} from '@opentelemetry/semantic-conventions/incubating';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../protocol/usage.ts';
import type { ToldAttempt } from './told-attempt.ts';

/** What metrics are told apart by: nothing of it is different for each request. */
export function metricAttributes({ row, provider, baseUrl, upstreamModel, servedModel }: ToldAttempt): Attributes {
  return {
    [ATTR_GEN_AI_OPERATION_NAME]: GEN_AI_OPERATION_NAME_VALUE_CHAT,
    [ATTR_GEN_AI_PROVIDER_NAME]: providerName(provider, baseUrl),
    [ATTR_GEN_AI_REQUEST_MODEL]: upstreamModel,
    ...(servedModel !== null && { [ATTR_GEN_AI_RESPONSE_MODEL]: servedModel }),
    ...serverOf(baseUrl),
    ...(row.outcome !== 'success' && { [ATTR_ERROR_TYPE]: row.outcome }),
    'dualtrack.target': row.target,
    'dualtrack.profile': row.profile,
    'dualtrack.simulated': row.simulated,
  };
}

/** Folders, branches and windows stay out of it: they may be names of people and of customers. */
export function spanAttributes(attempt: ToldAttempt): Attributes {
  const { row } = attempt;
  return {
    ...metricAttributes(attempt),
    ...(row.firstPartMs !== null && { [ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: row.firstPartMs / 1000 }),
    ...(row.usage !== null && usageAttributes(row.usage)),
    'dualtrack.request.id': row.requestId,
    'dualtrack.attempt': row.attempt,
    'dualtrack.client': row.client,
    ...(row.command !== null && { 'dualtrack.command': row.command }),
    'dualtrack.billable': row.billable,
    'dualtrack.usage.measured': row.measured,
    ...(row.listCostNanoUsd !== null && { 'dualtrack.cost.list_nano_usd': row.listCostNanoUsd }),
    ...(row.billedCostNanoUsd !== null && { 'dualtrack.cost.billed_nano_usd': row.billedCostNanoUsd }),
  };
}

/** The conventions count cached tokens within the input, and reasoning within the output. */
function usageAttributes(usage: Usage): Attributes {
  return {
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: totalInputTokens(usage),
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: totalOutputTokens(usage),
    [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: usage.cacheReadTokens,
    [ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS]: usage.cacheWriteTokens + usage.cacheWrite1hTokens,
    [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: usage.reasoningTokens,
  };
}

function serverOf(baseUrl: string | null): Attributes {
  if (baseUrl === null) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}

const openAiCompatibleHosts: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)openai\.com$/, GEN_AI_PROVIDER_NAME_VALUE_OPENAI],
  [/(^|\.)deepseek\.com$/, GEN_AI_PROVIDER_NAME_VALUE_DEEPSEEK],
  [/(^|\.)groq\.com$/, GEN_AI_PROVIDER_NAME_VALUE_GROQ],
  [/(^|\.)mistral\.ai$/, GEN_AI_PROVIDER_NAME_VALUE_MISTRAL_AI],
  [/(^|\.)perplexity\.ai$/, GEN_AI_PROVIDER_NAME_VALUE_PERPLEXITY],
  [/(^|\.)x\.ai$/, GEN_AI_PROVIDER_NAME_VALUE_X_AI],
];

/** The conventions' own names where they have one; a relay and a local server have none. */
function providerName(provider: ToldAttempt['provider'], baseUrl: string | null): string {
  switch (provider) {
    case 'vertex':
      return GEN_AI_PROVIDER_NAME_VALUE_GCP_VERTEX_AI;
    case 'gemini':
      return GEN_AI_PROVIDER_NAME_VALUE_GCP_GEMINI;
    case 'anthropic':
      return GEN_AI_PROVIDER_NAME_VALUE_ANTHROPIC;
    case 'sandbox':
      return 'dualtrack.sandbox';
    case 'openai-compatible': {
      const host = baseUrl === null ? '' : new URL(baseUrl).hostname;
      return openAiCompatibleHosts.find(([pattern]) => pattern.test(host))?.[1] ?? 'openai-compatible';
    }
  }
}
