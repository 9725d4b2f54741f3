/** From a chat to the body of `POST /v1/messages`, or of `rawPredict` on Vertex AI. Pure. */
import type { Chat, Tool } from '../../../protocol/message.ts';
import { isObject } from '../../parsed-json.ts';
import { type Json, kept, refuse } from '../json.ts';
import { markConversation, markOf } from './cache.ts';
import { type ModelTraits, traitsOf } from './model.ts';
import { toThinking } from './thinking.ts';
import { toConversation } from './to-messages.ts';
import { toVendorFields } from './vendor-fields.ts';

export interface MessagesAsked {
  /** The upstream's name of it: what the model takes is known by it. */
  readonly model: string;
  readonly stream: boolean;
  /** On Vertex AI the address names the model, and the body this version in its place; `null` elsewhere. */
  readonly anthropicVersion: string | null;
}

export interface MessagesRequest {
  readonly body: Json;
  /** Names of unfinished features the caller wants (`betas`), for the header `anthropic-beta`. In `body` on Vertex AI. */
  readonly betas: readonly string[];
  /** What of the chat was left out or changed, a sentence without a full stop each, beginning with the field. */
  readonly warnings: readonly string[];
}

/**
 * Throws `RequestError` of kind `invalid-request` naming the field for what cannot be left out: without it the answer
 * would be another than asked for.
 */
export function toMessagesRequest(chat: Chat, { model, stream, anthropicVersion }: MessagesAsked): MessagesRequest {
  const traits = traitsOf(model);
  const maxTokens = chat.maxOutputTokens ?? defaultMaxTokens;
  if ((chat.choices ?? 1) > 1) refuse('n', 'must be 1: Anthropic gives one answer', chat.choices);
  const conversation = toConversation(chat);
  if (!traits.takesPrefill && conversation.turns.at(-1)?.role === 'assistant')
    refuse('messages', 'must end with a message of the user: this model goes on with no answer', 'assistant');
  const thinking = toThinking(chat, traits, maxTokens);
  const tools = (chat.tools ?? []).map(toTool);
  const own = toVendorFields(chat.vendor ?? {});
  const sampling = toSampling(chat, traits, isThinking(thinking.thinking));
  const outputConfig = {
    ...(isObject(own.fields.output_config) && own.fields.output_config),
    ...(thinking.effort !== undefined && { effort: thinking.effort }),
    ...own.format,
  };
  markConversation(conversation, tools, own.fields.cache_control);
  const isVertex = anthropicVersion !== null;
  return {
    body: {
      ...own.fields,
      ...(isVertex ? { anthropic_version: anthropicVersion } : { model }),
      ...(isVertex && own.betas.length > 0 && { anthropic_beta: own.betas }),
      max_tokens: maxTokens,
      ...(conversation.system.length > 0 && { system: conversation.system }),
      messages: conversation.turns,
      ...(tools.length > 0 && { tools, ...toToolChoice(chat) }),
      ...sampling.fields,
      ...(chat.stop !== undefined && chat.stop.length > 0 && { stop_sequences: toStops(chat.stop) }),
      ...(thinking.thinking !== undefined && { thinking: thinking.thinking }),
      ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
      stream,
    },
    betas: isVertex ? [] : own.betas,
    warnings: [
      ...conversation.warnings,
      ...sampling.warnings,
      ...(thinking.warning === undefined ? [] : [thinking.warning]),
      ...(chat.seed === undefined ? [] : ['seed: left out, because Anthropic has none']),
      ...own.warnings,
    ],
  };
}

/** Anthropic requires a bound; the pipeline has put one on every request. */
const defaultMaxTokens = 2_048;

function isThinking(thinking: Json | undefined): boolean {
  return thinking !== undefined && thinking.type !== 'disabled';
}

/** Anthropic takes a temperature or `top_p`, up to 1, and neither while the model thinks. */
function toSampling(chat: Chat, { takesSampling }: ModelTraits, thinks: boolean) {
  const { temperature, topP } = chat;
  const topK = kept(chat.vendor, 'top_k');
  if (!takesSampling || thinks) {
    const given = topP !== undefined || topK.top_k !== undefined;
    const why = thinks ? 'while the model thinks none is taken' : 'this model takes none';
    return { fields: {}, warnings: given ? [`top_p, top_k: left out, because ${why}`] : [] };
  }
  if (topP !== undefined) return { fields: { top_p: topP, ...topK }, warnings: [] };
  if (temperature === undefined) return { fields: topK, warnings: [] };
  const warnings = temperature > 1 ? [`temperature: sent as 1, the most Anthropic takes, got ${temperature}`] : [];
  return { fields: { temperature: Math.min(1, temperature), ...topK }, warnings };
}

/** Texts without a visible character are refused by the vendor in words that do not name them. */
function toStops(stops: readonly string[]): readonly string[] {
  const blank = stops.find((stop) => stop.trim() === '');
  return blank === undefined ? stops : refuse('stop', 'must hold texts that are not white space alone', blank);
}

function toTool(tool: Tool): Json {
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: tool.parameters ?? { type: 'object', properties: {} },
    ...kept(tool.vendor, 'strict'),
    ...markOf(tool.vendor, tool.entryVendor),
  };
}

function toToolChoice({ toolChoice, vendor }: Chat): { tool_choice?: Json } {
  const alone = vendor?.parallel_tool_calls === false ? { disable_parallel_tool_use: true } : {};
  if (toolChoice === 'none') return { tool_choice: { type: 'none' } };
  if (typeof toolChoice === 'object') return { tool_choice: { type: 'tool', name: toolChoice.name, ...alone } };
  if (toolChoice === 'required') return { tool_choice: { type: 'any', ...alone } };
  if (toolChoice === 'auto' || vendor?.parallel_tool_calls === false)
    return { tool_choice: { type: 'auto', ...alone } };
  return {};
}
