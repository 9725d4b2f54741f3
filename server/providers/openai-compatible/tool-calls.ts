/** The pieces of tool calls of one choice, put at the index each belongs to. */
import type { Part } from '../../../protocol/part.ts';
import type { AnswerCall, AnswerMessage } from './schema.ts';
import { vendorFields } from './vendor-fields.ts';

export interface ToolCalls {
  read(message: AnswerMessage): Part[];
}

interface Known {
  readonly id: string | null;
}

/**
 * Upstreams differ: OpenAI numbers its calls and sends the id once; some relays repeat the id with every piece, number
 * every call 0, or send whole calls without any number. A new id begins a new call, whatever its number.
 */
export function toolCalls(choiceIndex: number): ToolCalls {
  const calls: Known[] = [];
  /** Where the upstream's number stands in ours. */
  const places = new Map<number, number>();

  const placeOf = (index: number | null, id: string | null): { place: number; isNew: boolean } => {
    const place = index === null ? (id === null ? calls.length - 1 : undefined) : places.get(index);
    const known = place === undefined ? undefined : calls[place];
    if (place !== undefined && known !== undefined && (id === null || known.id === id)) return { place, isNew: false };
    calls.push({ id });
    if (index !== null) places.set(index, calls.length - 1);
    return { place: calls.length - 1, isNew: true };
  };

  return {
    read(message) {
      const parts: Part[] = [];
      for (const call of message.tool_calls ?? []) {
        const id = call.id || null;
        const name = call.function?.name || call.custom?.name || null;
        const { place, isNew } = placeOf(call.index ?? null, id);
        const vendor = vendorOf(call);
        parts.push({
          type: 'tool-call',
          choiceIndex,
          toolIndex: place,
          ...(isNew && id !== null && { id }),
          ...(isNew && name !== null && { name }),
          ...(isNew && call.type && call.type !== 'function' && { callType: call.type }),
          argumentsDelta: call.custom?.input ?? argumentsText(call.function?.arguments),
          ...(vendor !== undefined && { vendor }),
        });
      }
      const legacy = message.function_call;
      const legacyArguments = argumentsText(legacy?.arguments);
      if (legacy?.name || legacyArguments !== '') {
        parts.push({
          type: 'tool-call',
          choiceIndex,
          toolIndex: 0,
          ...(legacy?.name && { name: legacy.name }),
          argumentsDelta: legacyArguments,
        });
      }
      return parts;
    },
  };
}

const interpretedOfCall = new Set(['index', 'id', 'type', 'function', 'custom']);
const interpretedOfFunction = new Set(['name', 'arguments']);

/** Such as the signature of the thought behind a call, without which Gemini does not go on after it. */
function vendorOf(call: AnswerCall): Record<string, unknown> | undefined {
  const beside = vendorFields(call, interpretedOfCall);
  const within = call.function ? vendorFields(call.function, interpretedOfFunction) : undefined;
  return within === undefined ? beside : { ...beside, function: within };
}

/** JSON text; some servers send the object itself. */
function argumentsText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
