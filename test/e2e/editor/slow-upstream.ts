/** An upstream on loopback that sends one word at a time and never ends, and knows who listens. */
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export class SlowUpstream {
  readonly #server: Server;
  readonly #streaming = new Set<ServerResponse>();
  /** Bodies of the chat requests that came, as they were sent. */
  readonly asked: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<SlowUpstream> {
    const server = createServer();
    const upstream = new SlowUpstream(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        upstream.asked.push(body);
        upstream.#stream(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  /** Settings of a track that leads here, with one model named `slow`. */
  get track(): Record<string, unknown> {
    const address: AddressInfo | string | null = this.#server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
    return {
      provider: 'openai-compatible',
      baseUrl: `http://127.0.0.1:${address.port}/v1`,
      models: { slow: { price } },
    };
  }

  /** Answers that somebody still reads. */
  get readers(): number {
    return this.#streaming.size;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #stream(response: ServerResponse): void {
    this.#streaming.add(response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = () => {
      const delta = { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'word ' } }] };
      response.write(`data: ${JSON.stringify(delta)}\n\n`);
    };
    send();
    const timer = setInterval(send, 30);
    response.on('close', () => {
      clearInterval(timer);
      this.#streaming.delete(response);
    });
  }
}
