/**
 * What of a chat a vendor's own dialect has no form for, so that a target of another dialect may serve it: the router leaves
 * targets out by it before anything is sent, and the adapters refuse by the same tables. Pure.
 */
import { type Chat, type Content, isInstruction, type Message } from '../../protocol/message.ts';
import { isObject } from '../parsed-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** By dialect: what it cannot be asked for, for people; a dialect that can take the chat is absent. */
export interface Beyond {
  readonly gemini?: string | undefined;
  readonly anthropic?: string | undefined;
  readonly mistral?: string | undefined;
}

/** `undefined`: every dialect can take the chat. */
export function beyondDialects(chat: Chat): Beyond | undefined {
  const gemini = beyondGemini(chat);
  const anthropic = beyondAnthropic(chat);
  const mistral = beyondMistral(chat);
  if (gemini === null && anthropic === null && mistral === null) return undefined;
  return {
    ...(gemini !== null && { gemini }),
    ...(anthropic !== null && { anthropic }),
    ...(mistral !== null && { mistral }),
  };
}

/** Fields beside OpenAI's common ones that Gemini has a form for. */
const understoodByGemini: ReadonlySet<string> = new Set([
  ...['audio', 'extra_body', 'frequency_penalty', 'google', 'logprobs', 'modalities', 'presence_penalty'],
  ...['reasoning_effort', 'response_format', 'stream_options', 'top_k', 'top_logprobs', 'web_search_options'],
]);

/** They steer the vendor's service, not what the model answers. */
const harmlessAtGemini: ReadonlySet<string> = new Set([
  ...['metadata', 'parallel_tool_calls', 'prediction', 'prompt_cache_key', 'prompt_cache_retention'],
  ...['safety_identifier', 'service_tier', 'store', 'usage', 'user'],
]);

const understoodOfGoogle: ReadonlySet<string> = new Set(['thinking_config', 'safety_settings', 'cached_content']);

/** The fields of a chat that Gemini has no form for, sorted by whether the answer would be another one without them. */
export function withoutFormAtGemini(vendor: Json): { readonly refused: string | null; readonly harmless: string[] } {
  const harmless: string[] = [];
  let refused: string | null = null;
  for (const [name, value] of Object.entries(vendor)) {
    // Several calls at once are Gemini's way: here the switch asks for something when it is off.
    if (name === 'parallel_tool_calls' ? value === true : understoodByGemini.has(name) || asksNothing(value)) continue;
    if (harmlessAtGemini.has(name)) harmless.push(name);
    else refused ??= name;
  }
  const extra = isObject(vendor.extra_body) ? vendor.extra_body : {};
  const inExtra = Object.keys(extra).filter((name) => name !== 'google');
  const inGoogle = Object.keys(googleFields(vendor)).filter((name) => !understoodOfGoogle.has(name));
  const [unknown] = [...inExtra.map((name) => `extra_body.${name}`), ...inGoogle.map((name) => `google.${name}`)];
  return { refused: refused ?? unknown ?? null, harmless };
}

/** Google's own fields, where its compatible endpoint has them: `extra_body.google`, or `google` itself. */
export function googleFields({ extra_body: extra, google }: Json): Json {
  if (isObject(google)) return google;
  return isObject(extra) && isObject(extra.google) ? extra.google : {};
}

/** Fields beside OpenAI's common ones that Mistral takes under that name; it refuses all others. */
const understoodByMistral: ReadonlySet<string> = new Set([
  ...['frequency_penalty', 'metadata', 'min_tokens', 'parallel_tool_calls', 'prediction', 'presence_penalty'],
  ...['prompt_mode', 'random_seed', 'reasoning_effort', 'response_format', 'safe_prompt'],
]);

/** They steer the vendor's service, or ask for what Mistral does anyway. */
const harmlessAtMistral: ReadonlySet<string> = new Set([
  ...['prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'service_tier', 'store', 'usage', 'user'],
]);

/** The fields of a chat sorted for Mistral: what it takes, what can be left out, and the first without which the answer would be another. */
export function fieldsForMistral(vendor: Json): {
  readonly known: Record<string, unknown>;
  readonly harmless: string[];
  readonly refused: string | null;
} {
  const known: Record<string, unknown> = {};
  const harmless: string[] = [];
  let refused: string | null = null;
  for (const [name, value] of Object.entries(vendor)) {
    if (understoodByMistral.has(name)) known[name] = value;
    else if (name === 'stream_options' || asksNothing(value, name) || asksForText(name, value)) continue;
    else if (harmlessAtMistral.has(name)) harmless.push(name);
    else refused ??= name;
  }
  return { known, harmless, refused };
}

function asksForText(name: string, value: unknown): boolean {
  return name === 'modalities' && list(value).every((modality) => modality === 'text');
}

/** Fields without which an answer of Anthropic's would be another than asked for, and why it has none. */
export const refusedByAnthropic: Readonly<Record<string, string>> = {
  logprobs: 'Anthropic tells no probabilities',
  top_logprobs: 'Anthropic tells no probabilities',
  logit_bias: 'Anthropic weighs no words',
  audio: 'Anthropic speaks no audio',
  web_search_options: 'Anthropic searches with a tool of its own, which is not offered here',
};

/** A penalty of 0, a switch that is off and an empty table ask for nothing; but a search is asked for by an empty one. */
export function asksNothing(value: unknown, field?: string): boolean {
  if (value === 0 || value === false) return true;
  return field !== 'web_search_options' && isObject(value) && Object.keys(value).length === 0;
}

/** Anthropic makes sure of JSON by a schema only. */
function isFormatOfAnthropic(format: unknown): boolean {
  if (format === undefined || typeOf(format) === 'text') return true;
  return typeOf(format) === 'json_schema' && hasSchema(format);
}

function beyondGemini({ vendor = {}, messages }: Chat): string | null {
  const { refused } = withoutFormAtGemini(vendor);
  if (refused !== null) return short(refused);
  if (!isKnownFormat(vendor.response_format)) return 'this response_format';
  if (list(vendor.modalities).some((name) => name !== 'text' && name !== 'image' && name !== 'audio'))
    return 'these modalities';
  return wordless(messages) ?? shownInInstruction(messages);
}

/** What it has no form for, for people; `null`: it can take the chat. */
export function beyondMistral({ vendor = {}, messages }: Chat): string | null {
  const { refused } = fieldsForMistral(vendor);
  if (refused !== null) return short(refused);
  if (!isKnownFormat(vendor.response_format)) return 'this response_format';
  if (messages.some(({ content }) => content.some(({ type }) => type === 'audio'))) return 'audio';
  return wordless(messages) ?? shownInInstruction(messages) ?? begunByAnswer(messages);
}

/** Vendors refuse a conversation in which nobody says anything. */
export function wordless(messages: readonly Message[]): string | null {
  const isEmpty = ({ role, content, toolCalls = [] }: Message) =>
    role !== 'tool' && toolCalls.length === 0 && content.every(isBlank);
  return messages.every(isEmpty) ? 'a conversation without a word' : null;
}

/** A text without a visible character. */
export function isBlank(content: Content): boolean {
  return content.type === 'text' && content.text.trim() === '';
}

function shownInInstruction(messages: readonly Message[]): string | null {
  const seen = messages.filter(isInstruction).flatMap(({ content }) => content);
  const other = seen.find(({ type }) => type !== 'text');
  return other === undefined ? null : `${other.type} in a message of the system`;
}

function begunByAnswer(messages: readonly Message[]): string | null {
  const first = messages.find((message) => !isInstruction(message));
  return first?.role === 'assistant' ? 'a conversation that begins with an answer' : null;
}

function beyondAnthropic({ vendor = {}, messages, choices = 1 }: Chat): string | null {
  if (choices > 1) return 'several choices (n)';
  const field = Object.keys(refusedByAnthropic).find(
    (name) => vendor[name] !== undefined && !asksNothing(vendor[name], name),
  );
  if (field !== undefined) return field;
  if (list(vendor.modalities).some((name) => name !== 'text')) return 'modalities besides text';
  const format = vendor.response_format;
  if (!isFormatOfAnthropic(format))
    return typeOf(format) === 'json_object' ? 'JSON without a schema' : 'this response_format';
  const unsaid = wordless(messages) ?? shownInInstruction(messages) ?? begunByAnswer(messages);
  if (unsaid !== null) return unsaid;
  for (const { content } of messages) {
    const other = content.find(({ type }) => type === 'audio') ?? content.find(isAtPlainHttp);
    if (other !== undefined) return other.type === 'audio' ? 'audio' : `${other.type}s over http`;
  }
  return null;
}

/** Vendors fetch over https alone. */
function isAtPlainHttp(content: Content): boolean {
  return (content.type === 'image' || content.type === 'file') && /^http:/i.test(content.url);
}

function isKnownFormat(format: unknown): boolean {
  const type = typeOf(format);
  return (
    format === undefined || type === 'text' || type === 'json_object' || (type === 'json_schema' && hasSchema(format))
  );
}

function hasSchema(format: unknown): boolean {
  return isObject(format) && isObject(format.json_schema) && isObject(format.json_schema.schema);
}

function typeOf(format: unknown): unknown {
  return isObject(format) ? format.type : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A name is the caller's own word, and what is kept of a request is short. */
function short(name: string): string {
  return name.slice(0, 60);
}
