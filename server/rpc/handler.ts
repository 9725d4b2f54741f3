/** One entry of the handler table: a method of the protocol with the code that answers it. */
import type * as z from 'zod';
import type { AskProgress } from '../../protocol/ask.ts';
import type { Failure } from '../../protocol/failure.ts';
import type { Method, Notice } from '../../protocol/methods.ts';
import type { ClientIdentity } from '../../protocol/status.ts';
import { ParameterError, parameterMessage } from './parameter-error.ts';

/** Who asks, and how to reach them while their request runs. */
export interface Caller {
  /** Tells the connections of one daemon apart. */
  readonly connectionId: number;
  readonly identity: ClientIdentity;
  /** Aborted with a `RequestError` of kind `cancelled` when the caller cancels or goes away. */
  readonly signal: AbortSignal;
  /** Aborted when the connection ends, however long after the request. */
  readonly connectionSignal: AbortSignal;
  /** Both resolve when the system has taken the message, and reject when the connection is gone. */
  sendProgress(token: string | number, progress: AskProgress): Promise<void>;
  notify<Params extends z.ZodType>(notice: Notice<Params>, params: z.input<Params>): Promise<void>;
}

export interface Handler {
  readonly name: string;
  /** Throws `ParameterError`, `RequestError` or `FailedRequest`. */
  handle(raw: unknown, caller: Caller): Promise<unknown>;
}

/** What a handler throws of a failure that it can tell more of than its kind. */
export class FailedRequest extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Parameters are parsed before `run` sees them; its result is trusted. */
export function handler<Params extends z.ZodType, Result extends z.ZodType>(
  method: Method<Params, Result>,
  run: (params: z.output<Params>, caller: Caller) => z.input<Result> | Promise<z.input<Result>>,
): Handler {
  return {
    name: method.name,
    handle: async (raw, caller) => {
      const parsed = method.params.safeParse(raw ?? {});
      if (!parsed.success) throw new ParameterError(parameterMessage(parsed.error, raw));
      return run(parsed.data, caller);
    },
  };
}
