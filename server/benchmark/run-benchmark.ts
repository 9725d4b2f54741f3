/** Sends a benchmark's requests: every target in turn, so that a slow minute counts against none of them alone. */

import type { Chat } from '../../protocol/message.ts';
import { textMessage } from '../../protocol/message.ts';
import type { Sample } from './statistics.ts';

export interface BenchmarkRun {
  readonly targets: readonly string[];
  /** To each target. */
  readonly requests: number;
  /** At once, over all targets. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** One request pinned to this target, through the whole path. Rejects only when the run is to end. */
  ask(target: string, chat: Chat): Promise<Sample>;
}

/** Rejects with the signal's reason when it is aborted; requests that run are waited for. */
export async function runBenchmark({ targets, requests, concurrency, signal, ask }: BenchmarkRun): Promise<Sample[]> {
  const waiting = Array.from({ length: requests }, (_, round) =>
    targets.map((target) => ({ target, chat: benchmarkChat(round + 1) })),
  ).flat();
  const samples: Sample[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      samples.push(await ask(next.target, next.chat));
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return samples;
}

/** Enough for a sentence, also of a model that thinks a little before it. */
const mostOutputTokens = 256;

/** A small request; no two of a run are alike, so that none is answered from a cache. */
export function benchmarkChat(number: number): Chat {
  const text = `Question ${number}. In one sentence: what does a circuit breaker spare a program?`;
  return { messages: [textMessage('user', text)], maxOutputTokens: mostOutputTokens };
}
