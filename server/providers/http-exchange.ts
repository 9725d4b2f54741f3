/** One HTTP exchange as undici tells of it: becomes a response whose body is read as it comes. */
import type { Dispatcher } from 'undici';
import { ResponseBody } from './response-body.ts';

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface HttpResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: ResponseBody;
}

/**
 * A handler of its own in place of undici's `request`: no stream object, and one listener at the signal. Its methods are
 * called by undici.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #onConnected: (() => void) | undefined;
  readonly #onEnd: () => void;
  readonly #answer = Promise.withResolvers<HttpResponse>();
  #controller: Dispatcher.DispatchController | null = null;
  #body: ResponseBody | null = null;
  #isOver = false;

  /** `onEnd`: called once, when nothing more will come. */
  constructor(signal: AbortSignal, onConnected: (() => void) | undefined, onEnd: () => void) {
    this.#signal = signal;
    this.#onConnected = onConnected;
    this.#onEnd = onEnd;
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort);
  }

  /** Rejects with the signal's reason, or with undici's or Node's error. */
  get response(): Promise<HttpResponse> {
    return this.#answer.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(asError(this.#signal.reason));
    else this.#onConnected?.();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    // Early hints and the like: the answer itself is yet to come.
    if (status < 200) return;
    this.#body = new ResponseBody(controller);
    this.#answer.resolve({ status, headers, body: this.#body });
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#body?.push(piece);
  }

  onResponseEnd(): void {
    this.#end(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#end(error);
  }

  /** undici hears of it only once a connection stands; waiting for one must end at once, too. */
  #onAbort = (): void => {
    const reason = asError(this.#signal.reason);
    this.#controller?.abort(reason);
    this.#end(reason);
  };

  #end(error: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (this.#body !== null) this.#body.finish(error);
    else this.#answer.reject(error);
    this.#onEnd();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the exchange was aborted', { cause: reason });
}
