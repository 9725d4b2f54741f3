/** From the parts of one answer to the events of a stream. Pure but for what it has seen of the answer so far. */
import type { Part } from '../../protocol/part.ts';
import { callFields, callId, finishWord, type ToolCallPart, toDelta } from './delta.ts';
import type { ErrorBody } from './error-answer.ts';
import { usageBlock } from './usage-block.ts';

export interface AnswerHead {
  readonly requestId: string;
  /** The upstream's name of the model that serves. */
  readonly model: string;
  readonly createdAtEpochMs: number;
  /** The caller offered `functions`, the older form of tools, and is told of calls in that form. */
  readonly asFunctions: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
type VendorPart = Extract<Part, { type: 'vendor' }>;

export class StreamEvents {
  /** Fields of every event. */
  readonly #envelope: Record<string, unknown>;
  /** The same, written once. */
  #start: string;
  readonly #withUsage: boolean;
  readonly #asFunctions: boolean;
  readonly #begunChoices = new Set<number>();
  /** The type of each tool call that has begun. */
  readonly #callTypes = new Map<string, string>();
  #usage: object | null = null;
  /** Told with the part that follows, as it came from the upstream. */
  #pending: VendorPart | null = null;

  /** `withUsage`: the caller asked for it (`stream_options.include_usage`); nobody else sees it. */
  constructor({ requestId, model, createdAtEpochMs, asFunctions }: AnswerHead, withUsage: boolean) {
    this.#envelope = {
      id: `chatcmpl-${requestId}`,
      object: 'chat.completion.chunk',
      created: Math.floor(createdAtEpochMs / 1000),
      model,
    };
    this.#start = JSON.stringify(this.#envelope).slice(0, -1);
    this.#withUsage = withUsage;
    this.#asFunctions = asFunctions;
  }

  /**
   * The events that tell of this part; empty for usage, which is cumulative and told once, at the end, and for fields
   * that go with the part that follows.
   */
  of(part: Part): string {
    if (part.type === 'vendor') {
      const before = this.#flush();
      this.#pending = part;
      return before;
    }
    if (part.type === 'usage') {
      this.#usage = usageBlock(part);
      return '';
    }
    const before = this.#goesWith(part) ? '' : this.#flush();
    if (part.type === 'finish') {
      return before + this.#event(part.choiceIndex, {}, null, finishWord(part.reason, this.#asFunctions));
    }
    const delta = toDelta(part, this.#toPiece);
    const logprobs = part.type === 'text-delta' || part.type === 'refusal' ? (part.logprobs ?? null) : null;
    return before + this.#event(part.choiceIndex, delta, logprobs, null);
  }

  /** The end of a complete answer. */
  end(): string {
    const last = this.#flush();
    const usage = this.#withUsage && this.#usage !== null ? this.#withFields({ choices: [], usage: this.#usage }) : '';
    return `${last}${usage}data: [DONE]\n\n`;
  }

  #event(index: number, added: object, logprobs: unknown, finishReason: string | null): string {
    const role = this.#isNewChoice(index) ? { role: 'assistant' } : {};
    const usage = this.#withUsage ? { usage: null } : {};
    if (this.#pending === null) {
      const choice = { index, delta: { ...role, ...added }, logprobs, finish_reason: finishReason };
      return this.#withFields({ choices: [choice], ...usage });
    }
    const { message, choice: ofChoice, answer } = this.#pending;
    this.#pending = null;
    const delta = { ...role, ...message, ...added };
    const choice = { ...ofChoice, index, delta, logprobs, finish_reason: finishReason };
    return this.#withFields({ ...this.#keep(answer), choices: [choice], ...usage });
  }

  /** Whether what waits can be told together with this part. */
  #goesWith(part: Part): boolean {
    if (this.#pending === null) return true;
    const { choiceIndex, message } = this.#pending;
    // Both may hold annotations: those that we read and those that we do not.
    return choiceIndex === part.choiceIndex && !(part.type === 'source' && message?.annotations !== undefined);
  }

  /** What waits for a part that does not come. */
  #flush(): string {
    if (this.#pending === null) return '';
    const { choiceIndex, message, choice, answer } = this.#pending;
    if (message !== undefined || choice !== undefined) return this.#event(choiceIndex, {}, null, null);
    this.#pending = null;
    return this.#withFields({ ...this.#keep(answer), choices: [], ...(this.#withUsage && { usage: null }) });
  }

  /** Words and numbers stand in every event from here on, as upstreams have it; gives back the rest. */
  #keep(answer: Fields | undefined): Fields {
    if (answer === undefined) return {};
    const isPlain = ([, value]: [string, unknown]) => typeof value !== 'object';
    Object.assign(this.#envelope, Object.fromEntries(Object.entries(answer).filter(isPlain)));
    this.#start = JSON.stringify(this.#envelope).slice(0, -1);
    return Object.fromEntries(Object.entries(answer).filter((field) => !isPlain(field)));
  }

  #withFields(fields: object): string {
    return `data: ${this.#start},${JSON.stringify(fields).slice(1)}\n\n`;
  }

  #isNewChoice(index: number): boolean {
    const known = this.#begunChoices.has(index);
    this.#begunChoices.add(index);
    return !known;
  }

  /** Only the first piece of a call names its type and id. */
  #toPiece = (part: ToolCallPart): object => {
    const { choiceIndex, toolIndex, name, argumentsDelta, vendor } = part;
    if (this.#asFunctions && toolIndex === 0) {
      return { function_call: { ...(name !== undefined && { name }), arguments: argumentsDelta } };
    }
    const call = `${choiceIndex}/${toolIndex}`;
    const known = this.#callTypes.get(call);
    const type = known ?? part.callType ?? 'function';
    this.#callTypes.set(call, type);
    const fields = callFields({ type, name, arguments: argumentsDelta, vendor });
    return { tool_calls: [{ index: toolIndex, ...(known === undefined && { id: callId(part), type }), ...fields }] };
  };
}

/** The last event of an answer that broke: no `[DONE]` follows it. */
export function errorEvent(body: ErrorBody): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
