/** From the messages of a chat to Gemini's contents: two roles, what systems say apart, tools answered by name. */
import type { Chat, Content, Message, ToolCall } from '../../../protocol/message.ts';
import { isObject, parsedJson } from '../../parsed-json.ts';
import { wordless } from '../../routing/beyond-dialect.ts';
import type { Json } from '../json.ts';
import { percentDecoded } from '../percent-decoded.ts';
import { cannotBeAsked, type LeftOut, noSuchField } from './left-out.ts';

export interface ContentsOptions {
  /** The Gemini API pairs calls and answers by id where it can; Vertex AI knows them by name and order alone. */
  readonly withCallIds: boolean;
  /** The model refuses a call of its own in the conversation without the signature it gave with it. */
  readonly wantsSignatures: boolean;
}

export interface Contents {
  readonly contents: readonly GeminiContent[];
  readonly systemInstruction: { readonly parts: readonly Json[] } | null;
}

export interface GeminiContent {
  readonly role: 'user' | 'model';
  readonly parts: Json[];
}

/** Throws `RequestError` of kind `invalid-request` for what the dialect cannot say. */
export function toContents(chat: Chat, options: ContentsOptions, leftOut: LeftOut): Contents {
  if (wordless(chat.messages) !== null) throw cannotBeAsked('messages', 'must hold a word, got none');
  const contents: GeminiContent[] = [];
  const system: Json[] = [];
  const calls = new Map<string, MadeCall>();
  const add = (role: GeminiContent['role'], parts: readonly Json[]) => {
    // A turn without parts is refused, and turns alternate.
    const last = contents.at(-1);
    if (parts.length === 0) return;
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts: [...parts] });
  };
  let answers: ToolAnswer[] = [];
  const addAnswers = () => {
    // All answers to one turn's calls belong into one content, in the order of the calls.
    const sorted = answers.toSorted((one, other) => one.place - other.place);
    add('user', [...sorted.map(({ response }) => response), ...sorted.flatMap(({ others }) => others)]);
    answers = [];
  };
  chat.messages.forEach((message, index) => {
    const field = `messages[${index}]`;
    noteVendorFields(message, field, leftOut);
    if (message.role === 'tool') {
      answers.push(toolAnswer(message, field, calls, options));
      return;
    }
    addAnswers();
    switch (message.role) {
      case 'system':
      case 'developer':
        if (contents.length > 0) leftOut.note(field, 'its instructions stand before the conversation, not within it');
        system.push(...systemParts(message, field));
        return;
      case 'user':
        add('user', contentParts(message, field));
        return;
      case 'assistant': {
        const made = message.toolCalls ?? [];
        for (const [at, { id, name }] of made.entries()) calls.set(id, { name, place: at });
        add('model', [...contentParts(message, field), ...made.map((call, at) => callPart(call, at, field, options))]);
      }
    }
  });
  addAnswers();
  // A conversation needs a turn: where there is nothing but instructions, they are it.
  if (contents.length === 0) return { contents: [{ role: 'user', parts: system }], systemInstruction: null };
  return { contents, systemInstruction: system.length === 0 ? null : { parts: system } };
}

interface MadeCall {
  readonly name: string;
  /** Among the calls made together. */
  readonly place: number;
}

interface ToolAnswer {
  readonly place: number;
  readonly response: Json;
  /** Pictures and the like, which the answer itself cannot hold. */
  readonly others: readonly Json[];
}

function systemParts({ content }: Message, field: string): Json[] {
  return content.flatMap((item, at) => {
    if (item.type === 'text') return item.text === '' ? [] : [{ text: item.text }];
    throw cannotBeAsked(`${field}.content[${at}]`, `must be text in a message of the system, got ${item.type}`);
  });
}

function contentParts(message: Message, field: string): Json[] {
  return message.content.flatMap((content, at) =>
    content.type === 'text' && content.text === '' ? [] : [toPart(content, `${field}.content[${at}]`)],
  );
}

function toPart(content: Content, field: string): Json {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'image':
    case 'file':
      return urlPart(content.url, field);
    case 'audio':
      return { inlineData: { mimeType: `audio/${content.format}`, data: content.dataBase64 } };
  }
}

/** An address is given to the upstream as it is: the daemon never fetches anything. */
function urlPart(url: string, field: string): Json {
  if (!url.startsWith('data:')) {
    if (!/^(https?|gs):\/\//.test(url)) throw cannotBeAsked(field, 'must be a data:, https: or gs: URL');
    const mimeType = mediaTypeOf(url);
    return { fileData: { ...(mimeType !== null && { mimeType }), fileUri: url } };
  }
  const comma = url.indexOf(',');
  const [mimeType = '', ...more] = url.slice('data:'.length, comma).split(';');
  if (comma === -1 || mimeType === '') throw cannotBeAsked(field, 'must be a data: URL with a media type');
  const data = url.slice(comma + 1);
  const isBase64 = more.includes('base64');
  return { inlineData: { mimeType, data: isBase64 ? data : Buffer.from(percentDecoded(data)).toString('base64') } };
}

const mediaTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

/** By the end of its path; `null`: the upstream has to find out. */
function mediaTypeOf(url: string): string | null {
  const extension = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(url)?.[1]?.toLowerCase();
  return (extension !== undefined && mediaTypes[extension]) || null;
}

/** Google's own word for a call that another model made. */
const foreignSignature = 'skip_thought_signature_validator';

function callPart(call: ToolCall, at: number, field: string, { withCallIds, wantsSignatures }: ContentsOptions): Json {
  const text = call.argumentsJson.trim();
  const args = text === '' ? {} : parsedJson(text);
  if (!isObject(args)) throw cannotBeAsked(`${field}.tool_calls[${at}].function.arguments`, 'must be a JSON object');
  // Of calls made together only the first has a signature.
  const signature = signatureOf(call) ?? (wantsSignatures && at === 0 ? foreignSignature : null);
  return {
    functionCall: { ...(withCallIds && { id: call.id }), name: call.name, args },
    ...(signature !== null && { thoughtSignature: signature }),
  };
}

function signatureOf(call: ToolCall): string | null {
  const extra = call.vendor?.extra_content;
  const google = isObject(extra) ? extra.google : undefined;
  const signature = isObject(google) ? google.thought_signature : undefined;
  return typeof signature === 'string' ? signature : null;
}

function toolAnswer(
  message: Message,
  field: string,
  calls: ReadonlyMap<string, MadeCall>,
  { withCallIds }: ContentsOptions,
): ToolAnswer {
  const id = message.toolCallId ?? '';
  const call = calls.get(id);
  if (call === undefined)
    throw cannotBeAsked(`${field}.tool_call_id`, `must be the id of a call in an earlier message, got "${id}"`);
  const text = message.content.flatMap((content) => (content.type === 'text' ? [content.text] : [])).join('\n');
  const value = parsedJson(text);
  const response = isObject(value) ? value : { output: text };
  const others = message.content.flatMap((content, at) =>
    content.type === 'text' ? [] : [toPart(content, `${field}.content[${at}]`)],
  );
  return {
    place: call.place,
    response: { functionResponse: { ...(withCallIds && { id }), name: call.name, response } },
    others,
  };
}

/** What earlier answers held besides text, which clients send back: it says nothing new. */
const repeated = new Set([
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'annotations',
  'refusal',
  'audio',
  'images',
  'extra_content',
]);

function noteVendorFields(message: Message, field: string, leftOut: LeftOut): void {
  for (const name of Object.keys(message.vendor ?? {})) {
    if (!repeated.has(name)) leftOut.note(`${field}.${name}`, noSuchField);
  }
  message.content.forEach((content, at) => {
    const names = Object.keys(content.vendor ?? {});
    if (content.type === 'image' && content.detail !== undefined && content.detail !== 'auto') names.push('detail');
    for (const name of names) leftOut.note(`${field}.content[${at}].${name}`, noSuchField);
  });
}
