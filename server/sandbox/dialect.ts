/** What the HTTP simulator needs of a vendor's dialect: a reader, a writer, and its words for failures. */
import type { SimulatedAnswer, SimulatedChat } from './simulate.ts';

/** What a request says, in whatever dialect. */
export interface Asked {
  readonly model: string;
  readonly stream: boolean;
  readonly withUsage: boolean;
  readonly chat: SimulatedChat;
}

/** What the address of a request says already. */
export interface Addressed {
  /** `null`: the body names it. */
  readonly model: string | null;
  /** `null`: the body says it. */
  readonly stream: boolean | null;
}

export interface AnswerHead {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
}

export interface StreamEvent {
  readonly text: string;
  readonly isContent: boolean;
  readonly outputTokens: number;
}

export type Refusal =
  | { readonly kind: 'bad-request'; readonly field: string; readonly why?: string }
  | { readonly kind: 'wrong-key' | 'context-too-long' | 'content-refused' };

export interface RefusalAnswer {
  readonly status: number;
  readonly body: object;
}

export interface Dialect {
  read(body: unknown, addressed: Addressed): Asked | Extract<Refusal, { kind: 'bad-request' }>;
  /** The whole answer as a JSON text. */
  whole(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): string;
  /** The events of a stream; the first tells the role alone. What ends it is left out. */
  events(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): StreamEvent[];
  /** What ends a stream that is complete; empty where nothing does. */
  readonly end: string;
  /** The media type of a stream. */
  readonly streamType: string;
  /** An error within a stream; `error` absent: the dialect's own for an overloaded server. */
  errorEvent(error?: unknown): string;
  /** An event that is cut off in the middle. */
  readonly brokenEvent: string;
  /** A body of status 200 that is an error. */
  errorBody(error?: unknown): object;
  refusal(refusal: Refusal): RefusalAnswer;
}
