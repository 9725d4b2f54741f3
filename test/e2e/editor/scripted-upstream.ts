/** An upstream on loopback whose answers the test writes: in pieces, sent when the test says so. */
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';

export class ScriptedUpstream {
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  /** Bodies of the chat requests that came, as they were sent. */
  readonly asked: string[] = [];
  /** The authorization header of every request that came, whatever it was for; `undefined`: without one. */
  readonly keys: (string | undefined)[] = [];
  /** What each request is answered with at once; `null`: the test sends the pieces itself. */
  answer: string | null = 'fine';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ScriptedUpstream> {
    const server = createServer();
    const upstream = new ScriptedUpstream(server);
    server.on('request', (request, response) => {
      upstream.keys.push(request.headers.authorization);
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => upstream.#begin(body, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get origin(): string {
    const address = this.#server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return `http://127.0.0.1:${address.port}`;
  }

  /** Settings of a track that leads here, with one model named `scripted`. */
  get track(): Record<string, unknown> {
    const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
    return {
      provider: 'openai-compatible',
      baseUrl: `${this.origin}/v1`,
      models: { scripted: { price, contextWindow: 100_000 } },
    };
  }

  /** Answers that somebody still reads. */
  get readers(): number {
    return this.#open.size;
  }

  /** Sends a piece to everyone who reads. */
  send(text: string): void {
    for (const response of this.#open) response.write(event({ choices: [{ index: 0, delta: { content: text } }] }));
  }

  /** Ends the answers as whole ones. */
  end(): void {
    for (const response of this.#open) {
      response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
      response.write(event({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }));
      response.end('data: [DONE]\n\n');
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #begin(body: string, response: ServerResponse): void {
    this.asked.push(body);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    if (this.answer === null) return;
    this.send(this.answer);
    this.end();
  }
}

function event(chunk: Record<string, unknown>): string {
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...chunk })}\n\n`;
}
