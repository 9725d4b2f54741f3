/** Runs requests for whoever serves callers (JSON-RPC, HTTP): gives each an id, a trace and a result, and knows what runs. */
import type { AskProgress, AskResult } from '../protocol/ask.ts';
import type { RunningRequest } from '../protocol/status.ts';
import type { ChatRequest } from './pipeline/service.ts';

/** One request on its way. */
export interface Running {
  readonly requestId: string;
  /**
   * What happens, as it happens; the request runs as fast as this is read. Ends after the last part, also of an
   * answer that was cut; throws `RequestError` when the request failed before anything was delivered.
   */
  readonly progress: AsyncIterable<AskProgress>;
  /** The result, once `progress` has ended. */
  result(): AskResult;
}

export interface Requests {
  start(request: ChatRequest, signal: AbortSignal): Running;
  running(): readonly RunningRequest[];
  /** Cancels by id; false when no such request runs. */
  cancel(requestId: string): boolean;
  /** Called when a request starts, tries a target, or ends. The result takes the listener away. */
  onChange(listener: () => void): () => void;
}
