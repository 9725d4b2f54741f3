/** From the events of one message to parts. A whole message is read as the events that would have built it. */
import type { Part } from '../../../protocol/part.ts';
import { readStopReason } from './finish-reason.ts';
import type { AnswerEvent, AnswerMessage, Block, Citation, Delta } from './schema.ts';
import { carrying, type Thought } from './thoughts.ts';
import { joinUsage, toUsage } from './usage.ts';

const choiceIndex = 0;

/** A block that has begun and not ended. */
interface OpenBlock {
  readonly type: string;
  /** Its place among the tool calls of the answer; -1 where it is none. */
  readonly toolIndex: number;
  /** The whole input, where it came with the beginning. */
  readonly input: unknown;
  hasArguments: boolean;
  thinking: string;
  signature: string;
}

/** Reads the events of one answer; made anew for every attempt, so that nothing leaks from one to the next. */
export class EventReader {
  readonly #open = new Map<number, OpenBlock>();
  readonly #sources = new Set<string>();
  #toolCalls = 0;
  #thoughts: Thought[] = [];
  #usage: unknown;
  #isFinished = false;

  /** The stop reason has been seen. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  read(event: AnswerEvent): Part[] {
    const { type, delta } = event;
    const index = event.index ?? 0;
    if (type === 'message_start') return this.#readUsage(event.message?.usage);
    if (type === 'content_block_start' && event.content_block) return this.#begin(index, event.content_block);
    if (type === 'content_block_delta' && delta) return this.#continue(index, delta);
    if (type === 'content_block_stop') return this.#end(index);
    if (type === 'message_delta') return [...this.#readUsage(event.usage), ...this.#readEnd(delta ?? null)];
    return [];
  }

  readWhole(message: AnswerMessage): Part[] {
    const blocks = message.content.flatMap((block, index) => [
      ...this.#begin(index, block),
      ...(block.citations ?? []).flatMap((citation) => this.#source(citation)),
      ...this.#end(index),
    ]);
    return [...blocks, ...this.#readUsage(message.usage), ...this.#readEnd(message)];
  }

  #begin(index: number, block: Block): Part[] {
    const isCall = block.type === 'tool_use';
    const open: OpenBlock = {
      type: block.type,
      toolIndex: isCall ? this.#toolCalls : -1,
      input: block.input,
      hasArguments: false,
      thinking: block.thinking ?? '',
      signature: block.signature ?? '',
    };
    this.#open.set(index, open);
    if (isCall) return [this.#call(block, open.toolIndex)];
    if (block.type === 'redacted_thinking' && block.data) {
      this.#thoughts.push({ type: 'redacted_thinking', data: block.data });
    }
    if (block.type === 'text' && block.text) return [{ type: 'text-delta', choiceIndex, text: block.text }];
    if (block.type === 'thinking' && block.thinking)
      return [{ type: 'reasoning-delta', choiceIndex, text: block.thinking }];
    // What is left are the vendor's own tools and their results: nothing that the caller has to answer.
    return [];
  }

  #call({ id, name }: Block, toolIndex: number): Part {
    this.#toolCalls += 1;
    const thoughts = this.#thoughts;
    this.#thoughts = [];
    const named = { ...(id && { id }), ...(name && { name }) };
    return { type: 'tool-call', choiceIndex, toolIndex, ...named, argumentsDelta: '', ...carrying(thoughts) };
  }

  #continue(index: number, delta: Delta): Part[] {
    const open = this.#open.get(index);
    if (delta.citation) return this.#source(delta.citation);
    if (delta.text) return [{ type: 'text-delta', choiceIndex, text: delta.text }];
    if (delta.signature && open !== undefined) open.signature += delta.signature;
    if (delta.thinking) {
      if (open !== undefined) open.thinking += delta.thinking;
      return [{ type: 'reasoning-delta', choiceIndex, text: delta.thinking }];
    }
    if (!delta.partial_json || open === undefined || open.toolIndex < 0) return [];
    open.hasArguments = true;
    return [this.#arguments(open, delta.partial_json)];
  }

  #end(index: number): Part[] {
    const open = this.#open.get(index);
    this.#open.delete(index);
    if (open === undefined) return [];
    const { type, thinking, signature } = open;
    if (type === 'thinking' && signature !== '') this.#thoughts.push({ type, thinking, signature });
    // A call without arguments, or one whose arguments came with its beginning, has no deltas.
    if (open.toolIndex < 0 || open.hasArguments) return [];
    return [this.#arguments(open, JSON.stringify(open.input ?? {}))];
  }

  #arguments({ toolIndex }: OpenBlock, argumentsDelta: string): Part {
    return { type: 'tool-call', choiceIndex, toolIndex, argumentsDelta };
  }

  /** A place in a document the caller sent has no address, and is no source. */
  #source({ url, title }: Citation): Part[] {
    if (!url || this.#sources.has(url)) return [];
    this.#sources.add(url);
    return [{ type: 'source', choiceIndex, url, ...(title && { title }) }];
  }

  #readUsage(told: unknown): Part[] {
    if (typeof told !== 'object' || told === null) return [];
    const raw = joinUsage(this.#usage, told);
    this.#usage = raw;
    const usage = toUsage(raw);
    return usage === null ? [] : [{ type: 'usage', choiceIndex, usage, raw }];
  }

  #readEnd(told: Pick<Delta, 'stop_reason' | 'stop_details'> | null): Part[] {
    const word = told?.stop_reason;
    if (!word || this.#isFinished) return [];
    this.#isFinished = true;
    const reason = readStopReason(word);
    const why = reason === 'content-filter' ? told.stop_details?.explanation : null;
    return [
      ...(why ? [{ type: 'refusal' as const, choiceIndex, text: why }] : []),
      { type: 'finish', choiceIndex, reason },
    ];
  }
}
