/** OpenAI's dialect as a provider is given it that speaks it besides its own: adapters do not know each other. */
import type { Chat } from '../../protocol/message.ts';
import type { Part } from '../../protocol/part.ts';
import type { TargetRequest } from '../pipeline/service.ts';
import type { Framed } from './body.ts';
import type { Reading } from './exchange.ts';
import type { Json } from './json.ts';

export interface CompletionsDialect {
  /** The body of `POST /chat/completions`. */
  toBody(chat: Chat, asked: { readonly model: string; readonly stream: boolean }): Json;
  /** The answer to this request, as `Provider.chat` gives it. */
  read(answer: Framed, reading: Reading, request: TargetRequest): AsyncIterable<Part>;
}
