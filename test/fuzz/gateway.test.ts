/** Bytes onto the gateway's port: an answer in OpenAI's form or a dropped connection, and nothing to anybody else. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { type OpenGateway, openGateway, question, testToken } from '../support/gateway.ts';
import { assertClear, assertUnpolluted, fuzz } from './fuzz.ts';
import { anyJson, cuts, inPieces, mutated, mutatedJson } from './mutations.ts';

/** Stands for the port, which is known when the gateway listens. */
const port = '00000';
const secret = 'a-question-nobody-else-may-see';
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } };
const call = { id: 't1', type: 'function', function: { name: 'look', arguments: '{}' } };
const bodies: readonly unknown[] = [
  question({ stream: true, stream_options: { include_usage: true }, temperature: 0.5, stop: ['x'], n: 1 }),
  {
    model: 'm@a',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: secret }, image] },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 't1', content: 'seen' },
    ],
    tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
    tool_choice: { type: 'function', function: { name: 'look' } },
    response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } },
    max_tokens: 20,
    metadata: { a: 'b' },
  },
];

describe('bytes onto the gateway', () => {
  let gateway: OpenGateway;
  let asked = 0;
  before(async () => {
    gateway = await openGateway();
  });
  after(() => gateway.close());

  async function assertOthersAreServed(): Promise<void> {
    asked += 1;
    const content = `question ${asked}`;
    const response = await gateway.post(question({ messages: [{ role: 'user', content }] }));
    const text = await response.text();
    assert.equal(response.status, 200, text);
    assert.ok(text.includes(`“${content}”`) && !text.includes(secret), text);
    assert.deepEqual(gateway.faults, []);
    assertUnpolluted();
  }

  fuzz(
    'S1: of any request are answered, refused in OpenAI’s form, or dropped; and disturb nobody',
    'gateway',
    fc.tuple(mutated(requests()), cuts),
    async ([bytes, at]) => {
      const answer = await sendBytes(gateway.url, inPieces(bytes, at));
      for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) assert.ok(Number(status) < 500, answer);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      if (/^HTTP\/1\.1 4/.test(head) && /^content-type: application\/json/im.test(head))
        assertRefusal(body.slice(0, lengthIn(head)));
      await assertOthersAreServed();
    },
  );

  fuzz(
    'of any body and any headers of ours are answered, or refused by field',
    'gateway',
    fc.record({
      body: fc.oneof(mutatedJson(bodies, 3), anyJson),
      wishes: fc.dictionary(
        fc.constantFrom(...['features', 'max-first-part-ms', 'max-cost-usd', 'client', 'workspace', 'conversation']),
        fc.oneof(
          fc.string({ maxLength: 30 }),
          fc.constantFrom('1e999', '-1', 'tools,images', '0.5', 'x'.repeat(2_000)),
        ),
      ),
    }),
    async ({ body, wishes }) => {
      const headers = Object.entries(wishes).map(([name, value]) => [`x-dualtrack-${name}`, inHeader(value)] as const);
      const response = await gateway.post(body, Object.fromEntries(headers));
      const text = await response.text();
      if (response.status !== 200) assertRefusal(text);
      assert.ok(response.status < 500, text);
      await assertOthersAreServed();
    },
  );
});

function requests(): Buffer[] {
  const head = (line: string, more: string) =>
    `${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${testToken}\r\n${more}\r\n`;
  const json = (body: unknown, more: string) => {
    const text = JSON.stringify(body);
    const type = 'Content-Type: application/json\r\n';
    return head('POST /v1/chat/completions', `${type}Content-Length: ${Buffer.byteLength(text)}\r\n${more}`) + text;
  };
  const chunked = `${head('POST /v1/chat/completions', 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n')}2\r\n{}\r\n0\r\n\r\n`;
  const get = head('GET /v1/models', '');
  return [
    ...bodies.map((body) => json(body, 'x-dualtrack-client: fuzz\r\n')),
    json(bodies[0], 'Expect: 100-continue\r\n'),
    chunked,
    get,
    get + json(bodies[0], '') + get,
    head('GET /metrics', ''),
  ].map((text) => Buffer.from(text));
}

/** Gives what came until the gateway ended the connection, or said nothing more. */
function sendBytes(url: string, pieces: readonly Buffer[], quietMs = 40): Promise<string> {
  const own = new URL(url).port;
  return new Promise((resolve) => {
    const socket = connect(Number(own), '127.0.0.1', () => {
      for (const piece of pieces) socket.write(Buffer.from(piece.toString('latin1').replace(port, own), 'latin1'));
    });
    let answer = '';
    const quiet = setTimeout(() => socket.destroy(), quietMs);
    socket.on('data', (bytes) => {
      quiet.refresh();
      answer += bytes.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(quiet);
      resolve(answer);
    });
  });
}

const refusalSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), code: z.string().nullable() }),
});

/** Of a body in ASCII, behind which another answer may follow. */
function lengthIn(head: string): number {
  return Number(/^content-length: (\d+)/im.exec(head)?.[1]);
}

function assertRefusal(body: string): void {
  const { error } = refusalSchema.parse(JSON.parse(body));
  assertClear(error.message);
  assert.ok(!error.message.includes(secret) && !error.message.includes(testToken), error.message);
}

/** What `fetch` lets into a header. */
function inHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').trim();
}
