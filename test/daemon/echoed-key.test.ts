/** An upstream that repeats the key it was sent: it stays in memory, whatever it is said as. */
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { DaemonConnection } from '../../client/connection.ts';
import { RequestFailed } from '../../client/errors.ts';
import { methods } from '../../protocol/methods.ts';
import { type RawUpstream, startRawUpstream } from '../server/providers/exchange.ts';
import { Lab, question } from './lab.ts';

/** Of the shape of nothing: what is known of it is that it was sent. */
const key = 'correcthorsebattery';
const sse = { 'content-type': 'text/event-stream' };
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const counts = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

/** The chunks of a good answer, with the key in the place that is tried. */
const answer = (about: object, more: object) =>
  event({ id: 'c1', model: 'm-1', choices: [{ index: 0, delta: { content: 'Hi' } }], ...about }) +
  event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: { ...counts, ...more } });

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const streamed =
  (text: string): Answer =>
  (_, response) =>
    void response.writeHead(200, sse).end(text);

describe('S2: a key that its upstream repeats', () => {
  let lab: Lab;
  let client: DaemonConnection;
  let upstream: RawUpstream;
  before(async () => {
    upstream = await startRawUpstream();
    lab = await Lab.open();
    client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: key } });
    const track = { provider: 'openai-compatible', apiKey: { secret: 'lab' }, models: { 'gpt-4.1': {} } };
    await client.request(methods.configure, { settings: { tracks: { relay: { ...track, baseUrl: upstream.url } } } });
  });
  after(async () => {
    await lab.close();
    await upstream.close();
  });

  const tries: readonly (readonly [string, Answer])[] = [
    ['as the model', streamed(answer({ model: key }, {}))],
    ['as the id of the answer', streamed(answer({ id: key }, {}))],
    ['within the usage', streamed(answer({}, { note: key, [key]: { deeper: [`a ${key} within`] } }))],
    [
      'as the host it redirects to',
      (_, response) => void response.writeHead(302, { location: `https://${key.toUpperCase()}.evil.example/` }).end(),
    ],
  ];
  for (const [what, said] of tries) {
    it(`${what} is on no disk and in no message`, async () => {
      upstream.answer(said);
      const told: unknown[] = [];
      const onProgress = (progress: unknown) => void told.push(progress);
      const result = await client.request(methods.ask, question(), { onProgress }).catch((error: unknown) => {
        assert.ok(error instanceof RequestFailed, `${error}`);
        assert.match(error.failure.message, /It redirects to https:\/\/\[key\]\.evil\.example/);
        return error.failure;
      });
      const { rows } = await client.request(methods.rows, {});
      assert.ok(rows.length > 0);
      for (const text of [JSON.stringify(told), JSON.stringify(result), JSON.stringify(rows), lab.filesText()])
        assert.doesNotMatch(text, new RegExp(key, 'i'));
    });
  }
});
