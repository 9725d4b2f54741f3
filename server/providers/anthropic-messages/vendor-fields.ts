/** Which of a request's further fields Anthropic knows under that name, which it has a form for, and which it has none for. */
import { isObject } from '../../parsed-json.ts';
import { asksNothing, refusedByAnthropic } from '../../routing/beyond-dialect.ts';
import { type Json, kept, refuse } from '../json.ts';

export interface VendorFields {
  /** Fields of the body. */
  readonly fields: Json;
  /** `output_config.format`, where the answer is to follow a schema. */
  readonly format: Json;
  readonly betas: readonly string[];
  readonly warnings: readonly string[];
}

/** Anthropic's own, passed on as they are. */
const own = ['container', 'context_management', 'mcp_servers', 'output_config', 'cache_control', 'inference_geo'];

/** Read elsewhere, or of no meaning to an answer. */
const known: ReadonlySet<string> = new Set([
  ...['reasoning_effort', 'thinking', 'parallel_tool_calls', 'top_k', 'betas', 'response_format', 'user', 'metadata'],
  ...['service_tier', 'stream_options', 'store', 'prompt_cache_key', 'safety_identifier', 'modalities'],
]);

export function toVendorFields(vendor: Readonly<Json>): VendorFields {
  const warnings: string[] = [];
  for (const [field, value] of Object.entries(vendor)) {
    if (own.includes(field) || known.has(field) || asksNothing(value, field)) continue;
    const why = refusedByAnthropic[field];
    if (why !== undefined) refuse(field, `must be left out: ${why}`, typeof value);
    warnings.push(`${field}: left out, because Anthropic has no such field`);
  }
  refuseModalities(vendor.modalities);
  return {
    fields: { ...kept(vendor, ...own), ...toMetadata(vendor), ...toServiceTier(vendor.service_tier, warnings) },
    format: toFormat(vendor.response_format),
    betas: Array.isArray(vendor.betas) ? vendor.betas.filter((beta) => typeof beta === 'string') : [],
    warnings,
  };
}

function refuseModalities(modalities: unknown): void {
  if (!Array.isArray(modalities)) return;
  const other = modalities.find((modality) => modality !== 'text');
  if (other !== undefined) refuse('modalities', 'must be ["text"] for Anthropic', other);
}

/** Only who asks is known of OpenAI's metadata. */
function toMetadata({ metadata, user }: Readonly<Json>): Json {
  const fields = isObject(metadata) ? kept(metadata, 'user_id') : {};
  if (typeof user === 'string') return { metadata: { user_id: user, ...fields } };
  return Object.keys(fields).length > 0 ? { metadata: fields } : {};
}

function toServiceTier(tier: unknown, warnings: string[]): Json {
  if (tier === undefined || tier === 'auto') return tier === undefined ? {} : { service_tier: 'auto' };
  if (tier === 'standard_only' || tier === 'default') return { service_tier: 'standard_only' };
  warnings.push('service_tier: left out, because Anthropic knows "auto" and "standard_only" only');
  return {};
}

function toFormat(format: unknown): Json {
  if (format === undefined) return {};
  const type = isObject(format) ? format.type : typeof format;
  if (type === 'text') return {};
  const described = isObject(format) && isObject(format.json_schema) ? format.json_schema : {};
  if (type === 'json_schema' && isObject(described.schema)) {
    return { format: { type: 'json_schema', schema: described.schema } };
  }
  if (type === 'json_schema')
    return refuse('response_format.json_schema.schema', 'must be a JSON Schema', typeof described.schema);
  return refuse('response_format.type', 'must be "text" or "json_schema" for Anthropic, which needs the schema', type);
}
