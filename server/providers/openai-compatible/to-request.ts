/** From a chat to the body of `POST /chat/completions`. */
import type { Chat, Content, Message, Tool, VendorEntries } from '../../../protocol/message.ts';
import { isObject } from '../../parsed-json.ts';

export interface Asked {
  readonly model: string;
  readonly stream: boolean;
}

type Json = Record<string, unknown>;

/** The body as JSON values, in the caller's own words where the dialect has them (`vendor` fields are passed on). */
export function toRequest(chat: Chat, asked: Asked): Json {
  const { stream_options: streamOptions, ...vendor } = chat.vendor ?? {};
  const silentReasoner = isOpenAiReasoner(asked.model);
  const tools = withEntries((chat.tools ?? []).map(toTool), chat.vendorTools);
  return {
    ...vendor,
    model: asked.model,
    messages: withEntries(
      chat.messages.map((message) => toMessage(message, asked.model)),
      chat.vendorMessages,
    ),
    ...(tools.length > 0 && { tools }),
    ...(chat.toolChoice !== undefined && { tool_choice: toToolChoice(chat.toolChoice) }),
    ...(chat.temperature !== undefined && !silentReasoner && { temperature: chat.temperature }),
    ...(chat.topP !== undefined && !silentReasoner && { top_p: chat.topP }),
    ...(chat.maxOutputTokens !== undefined && {
      [silentReasoner ? 'max_completion_tokens' : 'max_tokens']: chat.maxOutputTokens,
    }),
    ...(chat.stop !== undefined && { stop: chat.stop }),
    ...(chat.seed !== undefined && { seed: chat.seed }),
    ...(chat.choices !== undefined && { n: chat.choices }),
    stream: asked.stream,
    // Usage is asked for in any case: a cost that is measured beats one that is estimated. Without `stream` the
    // field is refused.
    ...(asked.stream && { stream_options: { ...(isObject(streamOptions) ? streamOptions : {}), include_usage: true } }),
  };
}

/** OpenAI's models that reason refuse a temperature, and `max_tokens` under that name. Relays put a vendor in front. */
function isOpenAiReasoner(model: string): boolean {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return /^(o[1-9]|gpt-5)/.test(name) && !name.includes('-chat');
}

/** Puts what we do not interpret back to the places it came from. */
function withEntries(list: readonly Json[], entries: VendorEntries = []): Json[] {
  const all = [...list];
  for (const { index, entry } of entries) all.splice(index, 0, entry);
  return all;
}

function toMessage(message: Message, model: string): Json {
  const calls = withEntries(
    (message.toolCalls ?? []).map(({ id, name, argumentsJson, vendor }) => ({
      ...withoutForeignThoughts(vendor, model),
      id,
      type: 'function',
      function: { ...inner(vendor, 'function'), name, arguments: argumentsJson },
    })),
    message.vendorToolCalls,
  );
  return {
    ...message.vendor,
    role: message.role,
    content: toContent(message, calls.length > 0),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(message.toolCallId !== undefined && { tool_call_id: message.toolCallId }),
  };
}

/**
 * Thoughts that a vendor's model signed mean nothing to other models, and strict upstreams refuse a field they do not
 * know: they stay with a request that fails over. Claude's go only to where Claude is asked; Gemini's, which it refuses
 * to go on without, to wherever it is not plainly another's model that is asked.
 */
function withoutForeignThoughts(vendor: Json = {}, model: string): Json {
  const { extra_content: extra, ...rest } = vendor;
  if (!isObject(extra)) return vendor;
  const { anthropic, google, ...others } = extra;
  const isClaude = /claude/i.test(model);
  const kept = {
    ...(anthropic !== undefined && isClaude && { anthropic }),
    ...(google !== undefined && !isClaude && !ofOthers.test(model) && { google }),
    ...others,
  };
  return Object.keys(kept).length === 0 ? rest : { ...rest, extra_content: kept };
}

/** Names of models that are neither Google's nor Anthropic's. */
const ofOthers = /(^|[/.-])(gpt|chatgpt|o[1-9]|deepseek|mistral|codestral|llama|qwen|grok|kimi|glm)/i;

/** One plain text goes as a string, which every relay understands; anything else as a list. */
function toContent({ role, content, vendorContent, vendor }: Message, hasCalls: boolean): string | Json[] | null {
  const [first, ...more] = content;
  if (vendorContent !== undefined) return withEntries(content.map(toContentPart), vendorContent);
  // An assistant that said nothing has called something, or left an audio or a refusal.
  if (first === undefined) return hasCalls || (role === 'assistant' && vendor !== undefined) ? null : '';
  if (more.length === 0 && first.type === 'text' && !first.isRefusal && first.vendor === undefined) return first.text;
  return content.map(toContentPart);
}

function toContentPart(content: Content): Json {
  switch (content.type) {
    case 'text':
      if (content.isRefusal) return { ...content.vendor, type: 'refusal', refusal: content.text };
      return { ...content.vendor, type: 'text', text: content.text };
    case 'image':
      return {
        ...content.vendor,
        type: 'image_url',
        image_url: {
          ...inner(content.vendor, 'image_url'),
          url: content.url,
          ...(content.detail !== undefined && { detail: content.detail }),
        },
      };
    case 'audio':
      return {
        ...content.vendor,
        type: 'input_audio',
        input_audio: { ...inner(content.vendor, 'input_audio'), data: content.dataBase64, format: content.format },
      };
    case 'file':
      return {
        ...content.vendor,
        type: 'file',
        file: {
          ...inner(content.vendor, 'file'),
          ...(content.name !== undefined && { filename: content.name }),
          file_data: content.url,
        },
      };
  }
}

function toTool(tool: Tool): Json {
  return {
    ...tool.entryVendor,
    type: 'function',
    function: {
      ...tool.vendor,
      name: tool.name,
      ...(tool.description !== undefined && { description: tool.description }),
      ...(tool.parameters !== undefined && { parameters: tool.parameters }),
    },
  };
}

function toToolChoice(choice: NonNullable<Chat['toolChoice']>): string | Json {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

/** Vendor fields that stand one level deeper. */
function inner(vendor: Json | undefined, field: string): Json {
  const fields = vendor?.[field];
  return isObject(fields) ? fields : {};
}
