/** Sends chat requests as fast as they are answered, so many at once, and keeps every latency. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

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

/**
 * Speaks HTTP itself, over connections that it keeps: it shares the machine's processors with the daemon that is
 * measured, and an HTTP library takes as much of them as a good part of the daemon does.
 */
export class Client {
  readonly #door: Door;
  readonly #connections: Connection[] = [];

  constructor(door: Door) {
    this.#door = door;
  }

  /** Throws when an answer is not whole and well: a bench of refusals measures nothing. */
  async run({ concurrency, requests, stream }: Load): Promise<Measured> {
    const request = this.#request(stream);
    while (this.#connections.length < concurrency) this.#connections.push(await connect(this.#door));
    const latenciesMs: number[] = [];
    let left = requests;
    const work = async (connection: Connection) => {
      while (left > 0) {
        left -= 1;
        latenciesMs.push(await connection.ask(request, stream));
      }
    };
    const startedAtMs = performance.now();
    await Promise.all(this.#connections.slice(0, concurrency).map(work));
    return { latenciesMs, seconds: (performance.now() - startedAtMs) / 1000 };
  }

  #request(stream: boolean): Buffer {
    const { baseUrl, token, model } = this.#door;
    const { host, pathname } = new URL(baseUrl);
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: prompt }], max_tokens: 512, stream });
    const lines = [
      `POST ${pathname}/chat/completions HTTP/1.1`,
      `host: ${host}`,
      'content-type: application/json',
      `authorization: Bearer ${token}`,
      `content-length: ${body.length}`,
    ];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

async function connect({ baseUrl }: Door): Promise<Connection> {
  const { hostname, port } = new URL(baseUrl);
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return new Connection(socket);
}

/** One request at a time. */
class Connection {
  readonly #socket: Socket;
  #heard: (text: string) => void = () => {};
  #failed: (error: Error) => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#heard(text));
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => this.#failed(new Error('the connection ended within an answer')));
  }

  /** Milliseconds. */
  ask(request: Buffer, stream: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const startedAtMs = performance.now();
      let firstPartMs: number | null = null;
      let answer = '';
      this.#failed = reject;
      this.#heard = (text) => {
        answer += text;
        if (stream && firstPartMs === null && answer.includes('"content":"'))
          firstPartMs = performance.now() - startedAtMs;
        if (!isWhole(answer)) return;
        const isWell = answer.startsWith('HTTP/1.1 200 ') && (stream ? answer.includes('[DONE]') : answer.length > 300);
        if (isWell) resolve(firstPartMs ?? performance.now() - startedAtMs);
        else reject(new Error(`answered ${answer}`));
      };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#failed = () => {};
    this.#socket.destroy();
  }
}

function isWhole(answer: string): boolean {
  const bodyAt = answer.indexOf('\r\n\r\n') + 4;
  if (bodyAt < 4) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= bodyAt + Number(length);
}

/** The value below which this share of the latencies lies. */
export function quantile(latenciesMs: readonly number[], share: number): number {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
