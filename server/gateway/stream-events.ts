/** From the parts of one answer to the events of a stream. Pure but for what it has seen of the answer so far. */
import type { Part } from '../../protocol/part.ts';
import { finishWords, toDelta } from './delta.ts';
import type { ErrorBody } from './error-answer.ts';
import { usageBlock } from './usage-block.ts';

export interface AnswerHead {
  readonly requestId: string;
  /** The upstream's name of the model that serves. */
  readonly model: string;
  readonly createdAtEpochMs: number;
}

export class StreamEvents {
  readonly #start: string;
  readonly #withUsage: boolean;
  readonly #begunChoices = new Set<number>();
  readonly #begunCalls = new Set<string>();
  #usage: object | null = null;

  /** `withUsage`: the caller asked for it (`stream_options.include_usage`); nobody else sees it. */
  constructor({ requestId, model, createdAtEpochMs }: AnswerHead, withUsage: boolean) {
    const envelope = {
      id: `chatcmpl-${requestId}`,
      object: 'chat.completion.chunk',
      created: Math.floor(createdAtEpochMs / 1000),
      model,
    };
    // The same for every event of the answer: written once.
    this.#start = JSON.stringify(envelope).slice(0, -1);
    this.#withUsage = withUsage;
  }

  /** The event that tells of this part; empty for usage, which is cumulative and told once, at the end. */
  of(part: Part): string {
    if (part.type === 'usage') {
      this.#usage = usageBlock(part);
      return '';
    }
    const index = part.choiceIndex;
    const role = this.#isNewChoice(index) ? { role: 'assistant' } : {};
    if (part.type === 'finish') {
      return this.#event([{ index, delta: role, logprobs: null, finish_reason: finishWords[part.reason] }]);
    }
    const delta = { ...role, ...toDelta(part, part.type === 'tool-call' && this.#isNewCall(index, part.toolIndex)) };
    const logprobs = part.type === 'text-delta' ? (part.logprobs ?? null) : null;
    return this.#event([{ index, delta, logprobs, finish_reason: null }]);
  }

  /** The end of a complete answer. */
  end(): string {
    const usage = this.#withUsage && this.#usage !== null ? this.#withFields({ choices: [], usage: this.#usage }) : '';
    return `${usage}data: [DONE]\n\n`;
  }

  #event(choices: readonly object[]): string {
    return this.#withFields(this.#withUsage ? { choices, usage: null } : { choices });
  }

  #withFields(fields: object): string {
    return `data: ${this.#start},${JSON.stringify(fields).slice(1)}\n\n`;
  }

  #isNewChoice(index: number): boolean {
    const known = this.#begunChoices.has(index);
    this.#begunChoices.add(index);
    return !known;
  }

  #isNewCall(choiceIndex: number, toolIndex: number): boolean {
    const call = `${choiceIndex}/${toolIndex}`;
    const known = this.#begunCalls.has(call);
    this.#begunCalls.add(call);
    return !known;
  }
}

/** The last event of an answer that broke: no `[DONE]` follows it. */
export function errorEvent(body: ErrorBody): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
