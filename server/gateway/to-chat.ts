/** From the body of a chat completion to a chat. Pure. */
import type { Chat, Content, Message, Tool, ToolCall, VendorEntries } from '../../protocol/message.ts';
import {
  type BodyCall,
  type BodyContent,
  type BodyMessage,
  type BodyTool,
  type BodyToolChoice,
  type ChatBody,
  type ContentPart,
  type KnownPart,
  type NotRead,
  notRead,
} from './chat-body.ts';

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
  const choice = toolChoice ? toToolChoice(toolChoice) : {};
  const vendor = given({ ...rest, ...beside('stream_options', furtherStreamOptions), ...choice.vendor });
  const read = apart(messages);
  const offered = apart(tools ?? []);
  return {
    messages: read.known.map(toMessage),
    ...(read.others.length > 0 && { vendorMessages: read.others }),
    ...(tools && { tools: offered.known.map(toTool) }),
    ...(offered.others.length > 0 && { vendorTools: offered.others }),
    ...(choice.toolChoice !== undefined && { toolChoice: choice.toolChoice }),
    ...(isGiven(temperature) && { temperature }),
    ...(isGiven(topP) && { topP }),
    ...(isGiven(maxOutputTokens) && { maxOutputTokens }),
    ...(isGiven(stop) && { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(isGiven(seed) && { seed }),
    ...(isGiven(n) && { choices: n }),
    ...(hasFields(vendor) && { vendor }),
  };
}

/** Takes what we do not read out of a list, with the places it stood at. */
function apart<Entry extends object>(entries: readonly (Entry | NotRead)[]): { known: Entry[]; others: VendorEntries } {
  const known: Entry[] = [];
  const others: VendorEntries = [];
  for (const [index, entry] of entries.entries()) {
    if (notRead in entry) others.push({ index, entry: entry[notRead] });
    else known.push(entry);
  }
  return { known, others };
}

function toToolChoice(choice: BodyToolChoice): Pick<Chat, 'toolChoice' | 'vendor'> {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { toolChoice: choice };
  if (typeof choice === 'string') return { vendor: { tool_choice: choice } };
  if (notRead in choice) return { vendor: { tool_choice: choice[notRead] } };
  return { toolChoice: { name: choice.function.name } };
}

function toMessage(message: BodyMessage): Message {
  const { role, content, ...rest } = message;
  const common = { role, ...toContent(content) };
  if (message.role === 'assistant') {
    const { tool_calls: calls, ...vendor } = rest;
    const made = apart(message.tool_calls ?? []);
    return {
      ...common,
      ...(made.known.length > 0 && { toolCalls: made.known.map(toToolCall) }),
      ...(made.others.length > 0 && { vendorToolCalls: made.others }),
      ...vendorOf(vendor),
    };
  }
  if (message.role === 'tool') {
    const { tool_call_id: _id, ...vendor } = rest;
    return { ...common, toolCallId: message.tool_call_id, ...vendorOf(vendor) };
  }
  return { ...common, ...vendorOf(rest) };
}

function toToolCall(call: BodyCall): ToolCall {
  const { id, type: _type, function: called, ...rest } = call;
  const { name, arguments: argumentsJson, ...more } = called;
  return { id, name, argumentsJson, ...vendorOf({ ...rest, ...beside('function', more) }) };
}

function toContent(content: BodyContent | null | undefined): Pick<Message, 'content' | 'vendorContent'> {
  if (content === null || content === undefined) return { content: [] };
  if (typeof content === 'string') return { content: [{ type: 'text', text: content }] };
  const { known, others } = apart(content.map(knownOnlyByItsId));
  return { content: known.map(toContentItem), ...(others.length > 0 && { vendorContent: others }) };
}

/** A file's id means something in one vendor's account only: there is nothing in it that we could read. */
function knownOnlyByItsId(part: ContentPart): ContentPart {
  if (notRead in part || part.type !== 'file' || isGiven(part.file.file_data)) return part;
  return { [notRead]: part };
}

function toContentItem(part: KnownPart): Content {
  switch (part.type) {
    case 'text': {
      const { type, text, ...vendor } = part;
      return { type, text, ...vendorOf(vendor) };
    }
    case 'refusal': {
      const { type: _type, refusal, ...vendor } = part;
      return { type: 'text', text: refusal, isRefusal: true, ...vendorOf(vendor) };
    }
    case 'image_url': {
      const { type: _type, image_url: image, ...rest } = part;
      const { url, detail, ...more } = typeof image === 'string' ? { url: image } : image;
      const vendor = vendorOf({ ...rest, ...beside('image_url', more) });
      return { type: 'image', url, ...(detail && { detail }), ...vendor };
    }
    case 'input_audio': {
      const { type: _type, input_audio: audio, ...rest } = part;
      const { format, data, ...more } = audio;
      return { type: 'audio', format, dataBase64: data, ...vendorOf({ ...rest, ...beside('input_audio', more) }) };
    }
    case 'file': {
      const { type: _type, file, ...rest } = part;
      const { file_data: url, filename, ...more } = file;
      const vendor = vendorOf({ ...rest, ...beside('file', more) });
      return { type: 'file', url: url ?? '', ...(filename && { name: filename }), ...vendor };
    }
  }
}

function toTool(tool: BodyTool): Tool {
  const { type: _type, function: offered, ...rest } = tool;
  const { name, description, parameters, ...vendor } = offered;
  const entryVendor = given(rest);
  return {
    name,
    ...(isGiven(description) && { description }),
    ...(parameters && { parameters }),
    ...vendorOf(vendor),
    ...(hasFields(entryVendor) && { entryVendor }),
  };
}

/** What is left of a nested object, under the name it was nested by. */
function beside(field: string, fields: VendorFields): VendorFields {
  const left = given(fields);
  return hasFields(left) ? { [field]: left } : {};
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
