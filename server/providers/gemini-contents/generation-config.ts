/** From a chat's sampling options, and OpenAI's own fields beside them, to Gemini's `generationConfig`. */
import type { Chat } from '../../../protocol/message.ts';
import { isObject } from '../../parsed-json.ts';
import { googleFields } from '../../routing/beyond-dialect.ts';
import type { Json } from '../json.ts';
import { cannotBeAsked, type LeftOut } from './left-out.ts';
import { toThinking } from './thinking.ts';

export interface ConfigOptions {
  readonly model: string;
  /** Features the answer needs, see `AskParams.needs`. */
  readonly needs: readonly string[];
}

export function toGenerationConfig(chat: Chat, { model, needs }: ConfigOptions, leftOut: LeftOut): Json {
  const vendor = chat.vendor ?? {};
  const google = googleFields(vendor);
  const effort = vendor.reasoning_effort;
  return {
    ...(chat.temperature !== undefined && { temperature: chat.temperature }),
    ...(chat.topP !== undefined && { topP: chat.topP }),
    ...(vendor.top_k !== undefined && { topK: vendor.top_k }),
    ...(chat.maxOutputTokens !== undefined && { maxOutputTokens: chat.maxOutputTokens }),
    ...(chat.stop !== undefined && chat.stop.length > 0 && { stopSequences: chat.stop }),
    ...(chat.seed !== undefined && { seed: chat.seed }),
    ...(chat.choices !== undefined && chat.choices > 1 && { candidateCount: chat.choices }),
    ...(vendor.presence_penalty !== undefined && { presencePenalty: vendor.presence_penalty }),
    ...(vendor.frequency_penalty !== undefined && { frequencyPenalty: vendor.frequency_penalty }),
    ...(vendor.logprobs === true && { responseLogprobs: true }),
    ...(vendor.logprobs === true && vendor.top_logprobs !== undefined && { logprobs: vendor.top_logprobs }),
    ...toFormat(vendor.response_format),
    ...toModalities(vendor, needs, model),
    ...(isObject(google.thinking_config)
      ? { thinkingConfig: camelCased(google.thinking_config) }
      : effort !== undefined && { thinkingConfig: toThinking(effort, model, leftOut) }),
  };
}

/** `safety_settings` → `safetySettings`, all the way down; values are left alone. */
function camelCased(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      isObject(inner) ? camelCased(inner) : inner,
    ]),
  );
}

function toFormat(format: unknown): Json {
  if (format === undefined) return {};
  const type = isObject(format) ? format.type : undefined;
  if (type === 'text') return {};
  if (type === 'json_object') return { responseMimeType: 'application/json' };
  const described = isObject(format) ? format.json_schema : undefined;
  if (type !== 'json_schema' || !isObject(described) || !isObject(described.schema))
    throw cannotBeAsked('response_format', 'must be of type "text", "json_object" or "json_schema" with a schema');
  return { responseMimeType: 'application/json', responseJsonSchema: described.schema };
}

const modalityNames: Readonly<Record<string, string>> = { text: 'TEXT', image: 'IMAGE', audio: 'AUDIO' };

/**
 * A model speaks or writes; one that draws writes, too. Some can only speak, and refuse to be asked for anything else; and
 * who asks a model that is there to draw asks for a picture.
 */
function toModalities(vendor: Json, needs: readonly string[], model: string): Json {
  const asked = Array.isArray(vendor.modalities) ? vendor.modalities : [];
  const unknown = asked.find((name) => typeof name !== 'string' || modalityNames[name] === undefined);
  if (unknown !== undefined) throw cannotBeAsked('modalities', 'must be a list of "text", "image" and "audio"');
  const speaks = needs.includes('audio-output') || asked.includes('audio') || /-tts\b/.test(model);
  const draws =
    needs.includes('image-output') || asked.includes('image') || (asked.length === 0 && /-image\b/.test(model));
  const voice = isObject(vendor.audio) && typeof vendor.audio.voice === 'string' ? vendor.audio.voice : null;
  if (speaks) {
    const speech = { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } };
    return { responseModalities: ['AUDIO'], ...(voice !== null && { speechConfig: speech }) };
  }
  return draws ? { responseModalities: ['TEXT', 'IMAGE'] } : {};
}
