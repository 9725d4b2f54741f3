/** A provider that does what a test wrote down, on the test's clock. */
import type { FinishReason, Part } from '../../protocol/part.ts';
import { noUsage } from '../../protocol/usage.ts';
import { sleep } from '../../server/clock.ts';
import type { Service, TargetRequest } from '../../server/pipeline/service.ts';
import type { RequestError } from '../../server/request-error.ts';

export type Step =
  | { readonly do: 'queue' }
  | { readonly do: 'send' }
  | { readonly do: 'headers'; readonly status?: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'part'; readonly part: Part }
  | { readonly do: 'fail'; readonly error: RequestError };

export interface Seen {
  readonly target: string;
  readonly request: TargetRequest;
  readonly atMs: number;
  aborted: boolean;
  ended: boolean;
}

/** Answers the n-th exchange at a target by that target's n-th script, repeating the last. */
export class ScriptedProvider {
  readonly seen: Seen[] = [];
  readonly #scripts: ReadonlyMap<string, readonly (readonly Step[])[]>;

  constructor(scripts: Readonly<Record<string, readonly (readonly Step[])[]>>) {
    this.#scripts = new Map(Object.entries(scripts));
  }

  chat: Service<TargetRequest> = (request, context) => this.#run(request, context);

  async *#run(...[request, context]: Parameters<Service<TargetRequest>>): AsyncGenerator<Part> {
    const target = request.target.name;
    const scripts = this.#scripts.get(target) ?? [];
    const before = this.seen.filter((one) => one.target === target).length;
    const script = scripts[Math.min(before, scripts.length - 1)];
    if (script === undefined) throw new Error(`no script for ${target}`);
    const seen: Seen = { target, request, atMs: context.clock.monotonicMs(), aborted: false, ended: false };
    this.seen.push(seen);
    const onAbort = () => {
      seen.aborted = true;
    };
    context.signal.addEventListener('abort', onAbort);
    try {
      for (const step of script) {
        context.signal.throwIfAborted();
        if (step.do === 'queue') request.wire.queued();
        else if (step.do === 'send') request.wire.sending();
        else if (step.do === 'headers') request.wire.headers(step.status ?? 200, {});
        else if (step.do === 'wait') await sleep(context.clock, step.ms, context.signal);
        else if (step.do === 'part') yield step.part;
        else throw step.error;
      }
    } finally {
      context.signal.removeEventListener('abort', onAbort);
      seen.ended = true;
    }
  }
}

/** Waits for one of our own connections. */
export const queue: Step = { do: 'queue' };
export const send: Step = { do: 'send' };
export const headers: Step = { do: 'headers' };
export const status = (code: number): Step => ({ do: 'headers', status: code });
export const wait = (ms: number): Step => ({ do: 'wait', ms });
export const fail = (error: RequestError): Step => ({ do: 'fail', error });
export const part = (one: Part): Step => ({ do: 'part', part: one });
export const text = (words: string, choiceIndex = 0): Step => part({ type: 'text-delta', choiceIndex, text: words });
export const finish = (reason: FinishReason = 'stop', choiceIndex = 0): Step =>
  part({ type: 'finish', choiceIndex, reason });
export const usage = (inputTokens: number, outputTokens: number): Step =>
  part({ type: 'usage', choiceIndex: 0, usage: { ...noUsage, inputTokens, outputTokens }, raw: null });

/** A whole answer of one word. */
export const answer = (words: string): readonly Step[] => [send, headers, text(words), finish(), usage(10, 5)];
