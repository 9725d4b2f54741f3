/** From the body of a chat completion to a chat. Pure. */
import type { Chat, Content, Message, Tool } from '../../protocol/message.ts';
import type { BodyContent, BodyMessage, BodyTool, ChatBody, ContentPart } from './chat-body.ts';

type VendorFields = Record<string, unknown>;

export function toChat(body: ChatBody): Chat {
  const {
    model: _model,
    messages,
    tools,
    tool_choice: toolChoice,
    temperature,
    top_p: topP,
    max_tokens: maxTokens,
    max_completion_tokens: maxCompletionTokens,
    stop,
    seed,
    n,
    stream: _stream,
    stream_options: streamOptions,
    ...rest
  } = body;
  const maxOutputTokens = maxCompletionTokens ?? maxTokens;
  const { include_usage: _includeUsage, ...furtherStreamOptions } = streamOptions ?? {};
  const vendor = given({ ...rest, ...(hasFields(furtherStreamOptions) && { stream_options: furtherStreamOptions }) });
  return {
    messages: messages.map(toMessage),
    ...(tools && { tools: tools.map(toTool) }),
    ...(toolChoice && {
      toolChoice: typeof toolChoice === 'string' ? toolChoice : { name: toolChoice.function.name },
    }),
    ...(isGiven(temperature) && { temperature }),
    ...(isGiven(topP) && { topP }),
    ...(isGiven(maxOutputTokens) && { maxOutputTokens }),
    ...(isGiven(stop) && { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(isGiven(seed) && { seed }),
    ...(isGiven(n) && { choices: n }),
    ...(hasFields(vendor) && { vendor }),
  };
}

function toMessage(message: BodyMessage): Message {
  const { role, content, ...rest } = message;
  const common = { role, content: toContent(content) };
  if (message.role === 'assistant') {
    const { tool_calls: calls, ...vendor } = rest;
    const toolCalls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: argumentsJson } }) => ({
      id,
      name,
      argumentsJson,
    }));
    return { ...common, ...(toolCalls.length > 0 && { toolCalls }), ...vendorOf(vendor) };
  }
  if (message.role === 'tool') {
    const { tool_call_id: _id, ...vendor } = rest;
    return { ...common, toolCallId: message.tool_call_id, ...vendorOf(vendor) };
  }
  return { ...common, ...vendorOf(rest) };
}

function toContent(content: BodyContent | null | undefined): Content[] {
  if (content === null || content === undefined) return [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(toContentItem);
}

function toContentItem(part: ContentPart): Content {
  switch (part.type) {
    case 'text': {
      const { type, text, ...vendor } = part;
      return { type, text, ...vendorOf(vendor) };
    }
    case 'refusal':
      return { type: 'text', text: part.refusal };
    case 'image_url': {
      const { type: _type, image_url: image, ...vendor } = part;
      if (typeof image === 'string') return { type: 'image', url: image, ...vendorOf(vendor) };
      return { type: 'image', url: image.url, ...(image.detail && { detail: image.detail }), ...vendorOf(vendor) };
    }
    case 'input_audio': {
      const { type: _type, input_audio: audio, ...vendor } = part;
      return { type: 'audio', format: audio.format, dataBase64: audio.data, ...vendorOf(vendor) };
    }
    case 'file': {
      const { type: _type, file, ...vendor } = part;
      return { type: 'file', url: file.file_data, ...(file.filename && { name: file.filename }), ...vendorOf(vendor) };
    }
  }
}

function toTool(tool: BodyTool): Tool {
  const { name, description, parameters, ...vendor } = tool.function;
  return { name, ...(description && { description }), ...(parameters && { parameters }), ...vendorOf(vendor) };
}

function vendorOf(fields: VendorFields): { readonly vendor?: VendorFields } {
  const vendor = given(fields);
  return hasFields(vendor) ? { vendor } : {};
}

/** Without the fields whose value is `null`: clients mean "not set" by it, and some vendors refuse it. */
function given(fields: VendorFields): VendorFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isGiven(value)));
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function hasFields(fields: VendorFields): boolean {
  return Object.keys(fields).length > 0;
}
