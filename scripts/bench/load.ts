/** Sends chat requests as fast as they are answered, so many at once, and keeps every latency. */
import { Pool } from 'undici';

export interface Door {
  readonly name: 'direct' | 'gateway';
  /** Up to and including `/v1`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly model: string;
}

export interface Load {
  readonly concurrency: number;
  readonly requests: number;
  /** Streamed: the latency is that of the first content part. Whole: that of the last byte. */
  readonly stream: boolean;
}

export interface Measured {
  readonly latenciesMs: readonly number[];
  readonly seconds: number;
}

/** About what an editor sends: a few lines of instruction and a page of code. */
const prompt = `Explain this function.\n\n${'const total = items.reduce((sum, item) => sum + item.price, 0);\n'.repeat(20)}`;

export class Client {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #model: string;

  constructor({ baseUrl, token, model }: Door) {
    const url = new URL(baseUrl);
    this.#pool = new Pool(url.origin, { connections: 50, pipelining: 1 });
    this.#path = `${url.pathname}/chat/completions`;
    this.#headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    this.#model = model;
  }

  /** Throws when an answer is not whole and well: a bench of refusals measures nothing. */
  async run({ concurrency, requests, stream }: Load): Promise<Measured> {
    const messages = [{ role: 'user', content: prompt }];
    const body = JSON.stringify({ model: this.#model, messages, max_tokens: 512, stream });
    const latenciesMs: number[] = [];
    let left = requests;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        latenciesMs.push(await this.#ask(body, stream));
      }
    };
    const startedAtMs = performance.now();
    await Promise.all(Array.from({ length: concurrency }, work));
    return { latenciesMs, seconds: (performance.now() - startedAtMs) / 1000 };
  }

  async #ask(body: string, stream: boolean): Promise<number> {
    const startedAtMs = performance.now();
    const answer = await this.#pool.request({ method: 'POST', path: this.#path, headers: this.#headers, body });
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}: ${await answer.body.text()}`);
    let firstPartMs: number | null = null;
    let bytes = 0;
    let tail = '';
    for await (const piece of answer.body) {
      bytes += piece.length;
      tail = piece.toString().slice(-20);
      if (stream && firstPartMs === null && piece.includes('"content":"'))
        firstPartMs = performance.now() - startedAtMs;
    }
    if (bytes < 200 || (stream && !tail.includes('[DONE]'))) throw new Error('the answer was not whole');
    return firstPartMs ?? performance.now() - startedAtMs;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** The value below which this share of the latencies lies. */
export function quantile(latenciesMs: readonly number[], share: number): number {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
