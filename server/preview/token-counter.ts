/** Counts tokens exactly in a worker thread that is started when it is first needed, and ended when it no longer is. */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { CountAnswer, CountRequest } from './token-messages.ts';

export interface TokenCounter {
  /** Tokens of all texts together; `null`: they could not be counted (in time), and an estimate has to do. */
  count(texts: readonly string[]): Promise<number | null>;
  /** Whether the worker runs. */
  readonly running: boolean;
  close(): Promise<void>;
}

const idleMs = 60_000;
/** A preview that takes longer than this is none. */
const longestMs = 3_000;

/** Beside this program, as a bundle or as source. */
const workerFile = () =>
  new URL(import.meta.url.endsWith('.ts') ? './token-worker.ts' : './token-worker.mjs', import.meta.url);

export function createTokenCounter(clock: Clock, file: URL = workerFile()): TokenCounter {
  const waiting = new Map<number, (tokens: number | null) => void>();
  let worker: Worker | null = null;
  let cancelIdle = () => {};
  let lastId = 0;

  const stop = async (): Promise<void> => {
    cancelIdle();
    const ended = worker;
    worker = null;
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
    await ended?.terminate();
  };

  const start = (): Worker => {
    const started = new Worker(file);
    // It never keeps the daemon from ending.
    started.unref();
    const failed = () => {
      if (worker === started) void stop();
    };
    started.on('error', failed);
    started.on('exit', failed);
    started.on('message', ({ id, tokens }: CountAnswer) => waiting.get(id)?.(tokens));
    return started;
  };

  return {
    get running() {
      return worker !== null;
    },
    async count(texts) {
      cancelIdle();
      worker ??= start();
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<number | null>();
      waiting.set(id, resolve);
      // One that hangs is of no use to the next either.
      const cancelTimeout = clock.after(longestMs, () => void stop());
      worker.postMessage({ id, texts } satisfies CountRequest);
      const tokens = await promise;
      cancelTimeout();
      waiting.delete(id);
      if (worker !== null && waiting.size === 0) cancelIdle = clock.after(idleMs, () => void stop());
      return tokens;
    },
    close: stop,
  };
}
