/** From a chat to the body of `generateContent`, for the Gemini API and for Vertex AI. */
import type { Chat, Tool } from '../../../protocol/message.ts';
import { googleFields, withoutFormAtGemini } from '../../routing/beyond-dialect.ts';
import type { Json } from '../json.ts';
import { toGenerationConfig } from './generation-config.ts';
import { cannotBeAsked, LeftOut, noSuchField } from './left-out.ts';
import { isThirdGeneration } from './thinking.ts';
import { toContents } from './to-contents.ts';

export interface Asked {
  /** The upstream's name of the model. */
  readonly model: string;
  /** Features the answer needs, see `AskParams.needs`. */
  readonly needs: readonly string[];
  readonly api: 'gemini' | 'vertex';
  /** The full name of a Vertex AI Search datastore; `null`: none is configured. */
  readonly datastore?: string | null;
  /** Vertex AI: labels by which Cloud Billing groups requests. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ContentsRequest {
  readonly body: Json;
  /** What the caller asked for and the dialect cannot say, harmless enough to go on without. */
  readonly warnings: readonly string[];
}

/** Throws `RequestError` of kind `invalid-request`, naming the field, for what cannot be asked without changing it. */
export function toContentsRequest(chat: Chat, asked: Asked): ContentsRequest {
  const leftOut = new LeftOut();
  readVendorFields(chat, leftOut);
  const google = googleFields(chat.vendor ?? {});
  const { contents, systemInstruction } = toContents(
    chat,
    { withCallIds: asked.api === 'gemini', wantsSignatures: isThirdGeneration(asked.model) },
    leftOut,
  );
  const tools = [...toFunctions(chat.tools ?? [], leftOut), ...toBuiltInTools(chat, asked)];
  const generationConfig = toGenerationConfig(chat, asked, leftOut);
  const body = {
    contents,
    ...(systemInstruction !== null && { systemInstruction }),
    ...(tools.length > 0 && { tools }),
    ...(chat.toolChoice !== undefined && chat.tools !== undefined && { toolConfig: toToolConfig(chat.toolChoice) }),
    ...(google.safety_settings !== undefined && { safetySettings: google.safety_settings }),
    ...(google.cached_content !== undefined && { cachedContent: google.cached_content }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...(asked.labels !== undefined && Object.keys(asked.labels).length > 0 && { labels: asked.labels }),
  };
  return { body, warnings: leftOut.sentences };
}

function toFunctions(tools: readonly Tool[], leftOut: LeftOut): Json[] {
  if (tools.length === 0) return [];
  tools.forEach((tool, index) => {
    const fields = [...Object.keys(tool.vendor ?? {}), ...Object.keys(tool.entryVendor ?? {})];
    for (const name of fields) leftOut.note(`tools[${index}].${name}`, noSuchField);
  });
  const functionDeclarations = tools.map(({ name, description, parameters }) => ({
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parametersJsonSchema: parameters }),
  }));
  return [{ functionDeclarations }];
}

/** What the upstream itself looks up for the answer. */
function toBuiltInTools({ vendor }: Chat, { needs, api, datastore }: Asked): Json[] {
  const tools: Json[] = [];
  if (needs.includes('grounding') || vendor?.web_search_options !== undefined) tools.push({ googleSearch: {} });
  if (needs.includes('vertex-search')) {
    if (api !== 'vertex') throw cannotBeAsked('needs', 'may name "vertex-search" at a track of provider "vertex" only');
    if (!datastore) throw cannotBeAsked('datastore', 'must be set for this track: the request needs "vertex-search"');
    tools.push({ retrieval: { vertexAiSearch: { datastore } } });
  }
  return tools;
}

function toToolConfig(choice: NonNullable<Chat['toolChoice']>): Json {
  if (typeof choice !== 'string')
    return { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [choice.name] } };
  return { functionCallingConfig: { mode: { auto: 'AUTO', none: 'NONE', required: 'ANY' }[choice] } };
}

function readVendorFields({ vendor = {} }: Chat, leftOut: LeftOut): void {
  const { refused, harmless } = withoutFormAtGemini(vendor);
  if (refused !== null) throw cannotBeAsked(refused, 'cannot be asked of Gemini: it has no such field');
  for (const name of harmless) leftOut.note(name, noSuchField);
}

/** For `countTokens`: what of a body costs input. */
export function toCountRequest({ contents, systemInstruction, tools }: Json): Json {
  return {
    contents,
    ...(systemInstruction !== undefined && { systemInstruction }),
    ...(tools !== undefined && { tools }),
  };
}
