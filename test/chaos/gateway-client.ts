/** Another tool at the daemon's gateway: asks in turn for streams and whole answers, and looks at how each one ends. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { seededRandom } from '../../server/sandbox/seeded.ts';
import { gatewayToken, type World } from './world.ts';

const refusalSchema = z.object({ error: z.object({ message: z.string().min(1), type: z.string(), code: z.string() }) });

export class GatewayClient {
  readonly #world: World;
  readonly #name: string;
  readonly #profile: string;
  readonly #random: () => number;
  readonly #ended = new AbortController();
  #crash = new AbortController();

  constructor(world: World, name: string, profile: string) {
    this.#world = world;
    this.#name = name;
    this.#profile = profile;
    this.#random = seededRandom(world.seed, name);
  }

  async run(): Promise<void> {
    for (let number = 0; !this.#ended.signal.aborted; number += 1) {
      const leaving = this.#random() < 0.15 ? AbortSignal.timeout(Math.ceil(80 * this.#random())) : this.#ended.signal;
      const signal = AbortSignal.any([leaving, this.#crash.signal]);
      this.#world.failed(await this.#ask(`${this.#name}-${number}`, this.#random() < 0.7, signal));
      await delay(10 + 40 * this.#random());
    }
  }

  end(): void {
    this.#ended.abort();
  }

  crash(): void {
    this.#crash.abort();
    this.#crash = new AbortController();
  }

  async #ask(text: string, stream: boolean, signal: AbortSignal): Promise<string> {
    const askedAtMs = Date.now();
    let answer: Response;
    let body: string;
    try {
      answer = await fetch(`${this.#world.gatewayUrl}/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${gatewayToken}`,
          'x-dualtrack-conversation': text,
        },
        body: JSON.stringify({
          model: `dualtrack/${this.#profile}`,
          messages: [{ role: 'user', content: text }],
          stream,
        }),
        signal,
      });
      body = await answer.text();
    } catch {
      // The daemon is gone, or this client went away: no answer was promised.
      return signal.aborted ? 'cancelled' : 'gateway gone';
    }
    if (answer.status !== 200) return this.#refusal(text, answer.status, body);
    if (stream && !body.includes('data: [DONE]')) {
      if (!/"error":\{/.test(body)) this.#world.wrong(`${text} ended cleanly, with neither an end nor an error`);
      return 'broken stream';
    }
    this.#world.told.push({
      question: text,
      requestId: null,
      billedCostNanoUsd: null,
      askedAtMs,
      heardAtMs: Date.now(),
    });
    return 'complete';
  }

  #refusal(text: string, status: number, body: string): string {
    const refusal = refusalSchema.safeParse(parsed(body));
    if (refusal.success) return refusal.data.error.code;
    this.#world.wrong(`${text} was answered ${status} without a clear error: ${body.slice(0, 200)}`);
    return 'unclear';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
