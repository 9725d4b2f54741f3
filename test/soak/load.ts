/** Fifty requests a second, of every kind: streamed, whole, cancelled in the middle, failing; and direct ones to compare with. */
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import { question } from '../daemon/lab.ts';

export interface LoadDoors {
  /** Up to and including `/v1`. */
  readonly gatewayUrl: string;
  readonly token: string;
  readonly directUrl: string;
  readonly client: DaemonConnection;
}

/** Latencies of whole answers from the good upstream, in milliseconds. */
export interface Latencies {
  readonly gatewayMs: number[];
  readonly directMs: number[];
}

const periodMs = 20;
/** Of each ten; `direct` requests come besides. */
const kinds = ['whole', 'stream', 'whole', 'left', 'stream', 'failing', 'whole', 'rpc', 'stream', 'rpc'] as const;
type Kind = (typeof kinds)[number];

export class Load {
  readonly #doors: LoadDoors;
  readonly #gateway: Pool;
  readonly #direct: Pool;
  readonly #running = new Set<Promise<void>>();
  readonly outcomes = new Map<string, number>();
  #latencies: Latencies = { gatewayMs: [], directMs: [] };
  #number = 0;
  /** While what is alive is counted the daemon stands still: what runs meanwhile tells nothing of its latency. */
  #disturbedAtMs = 0;

  constructor(doors: LoadDoors) {
    this.#doors = doors;
    this.#gateway = new Pool(new URL(doors.gatewayUrl).origin, { connections: 50, pipelining: 1 });
    this.#direct = new Pool(new URL(doors.directUrl).origin, { connections: 50, pipelining: 1 });
  }

  /** As many as are answered, to fill what remembers the latest thousands. */
  async warmUp(requests: number): Promise<void> {
    const work = async () => {
      while (requests > 0) {
        requests -= 1;
        await this.#ask(this.#next());
      }
    };
    await Promise.all(Array.from({ length: 20 }, work));
  }

  /** One every 20 ms whatever becomes of the others, for so long; those that run go on. */
  async run(forMs: number): Promise<void> {
    const startedAtMs = performance.now();
    for (let sent = 0; sent * periodMs < forMs; sent += 1) {
      const dueInMs = startedAtMs + sent * periodMs - performance.now();
      if (dueInMs > 0) await delay(dueInMs);
      this.#begin(this.#ask(this.#next()));
      if (sent % 2 === 0) this.#begin(this.#askDirect());
    }
  }

  disturbed(): void {
    this.#disturbedAtMs = performance.now();
  }

  /** The latencies since the last time. */
  take(): Latencies {
    const taken = this.#latencies;
    this.#latencies = { gatewayMs: [], directMs: [] };
    return taken;
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    await Promise.all([this.#gateway.destroy(), this.#direct.destroy()]);
  }

  #begin(asking: Promise<void>): void {
    this.#running.add(asking);
    void asking.finally(() => this.#running.delete(asking));
  }

  #next(): Kind {
    this.#number += 1;
    return kinds[this.#number % kinds.length] ?? 'whole';
  }

  async #ask(kind: Kind): Promise<void> {
    const outcome = await this.#outcomeOf(kind).catch((error: unknown) =>
      error instanceof Error ? error.name : String(error),
    );
    const name = `${kind}: ${outcome}`;
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
  }

  async #outcomeOf(kind: Kind): Promise<string> {
    const text = `question ${this.#number % 500}`;
    if (kind === 'rpc') {
      const origin = { conversation: text };
      const result = await this.#doors.client.request(methods.ask, question(text, { model: 'gpt-4.1@good', origin }));
      return result.complete ? 'complete' : 'incomplete';
    }
    const track = kind === 'left' ? 'slow' : kind === 'failing' ? 'bad' : 'good';
    const body = JSON.stringify({
      model: `gpt-4.1@${track}`,
      messages: [{ role: 'user', content: text }],
      stream: kind !== 'whole',
    });
    const startedAtMs = performance.now();
    const signal = kind === 'left' ? AbortSignal.timeout(40) : null;
    const answer = await this.#gateway.request({
      method: 'POST',
      path: `${new URL(this.#doors.gatewayUrl).pathname}/chat/completions`,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#doors.token}` },
      body,
      signal,
    });
    const told = await answer.body.text();
    if (kind === 'whole') this.#note(this.#latencies.gatewayMs, startedAtMs);
    if (answer.statusCode !== 200) return String(answer.statusCode);
    return kind === 'whole' || told.includes('[DONE]') ? 'complete' : 'incomplete';
  }

  async #askDirect(): Promise<void> {
    const startedAtMs = performance.now();
    const messages = [{ role: 'user', content: `question ${this.#number % 500}` }];
    const answer = await this.#direct.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4.1', messages, max_tokens: 2048 }),
    });
    await answer.body.text();
    this.#note(this.#latencies.directMs, startedAtMs);
  }

  #note(latenciesMs: number[], startedAtMs: number): void {
    if (startedAtMs > this.#disturbedAtMs) latenciesMs.push(performance.now() - startedAtMs);
  }
}
