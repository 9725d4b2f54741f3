/** An upstream on this machine that bills: it counts every call it saw and every answer it brought to its end. */
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { seededRandom } from '../../server/sandbox/seeded.ts';

/** One call, named by the text of its question. */
export interface Call {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The whole answer was handed to the system. */
  completed: boolean;
}

export interface BillingUpstream {
  /** The base URL, up to and including `/v1`. */
  readonly url: string;
  /** Every call that was seen, by its question; one question may come more than once. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
  close(): Promise<void>;
}

const bodySchema = z.object({ messages: z.array(z.object({ content: z.string() })).min(1) });

/** Answers in a few parts, some milliseconds apart; every call has a usage of its own. */
export async function startBillingUpstream(seed: number): Promise<BillingUpstream> {
  const calls = new Map<string, Call[]>();
  let seen = 0;
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { messages } = bodySchema.parse(JSON.parse(Buffer.concat(pieces).toString()));
    const question = messages.at(-1)?.content ?? '';
    seen += 1;
    const call: Call = { inputTokens: 1000 + seen, outputTokens: 1 + (seen % 97), completed: false };
    calls.set(question, [...(calls.get(question) ?? []), call]);
    await answer(response, call, seededRandom(seed, String(seen))).catch(() => response.destroy());
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(response: ServerResponse, call: Call, random: () => number): Promise<void> {
  const send = (fields: object) => {
    const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-4.1' };
    response.write(`data: ${JSON.stringify({ ...head, ...fields })}\n\n`);
  };
  await delay(random() * 8);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of ['One', ' two', ' three.']) {
    send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    await delay(random() * 4);
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  const { inputTokens, outputTokens } = call;
  const total = inputTokens + outputTokens;
  send({ choices: [], usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: total } });
  call.completed = true;
  response.end('data: [DONE]\n\n');
}
