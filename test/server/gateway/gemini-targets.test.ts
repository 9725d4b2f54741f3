/** The gateway serves Gemini's targets in OpenAI's shape: calls of tools keep their signatures, and what is left out is told. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../server/clock.ts';
import { createGemini } from '../../../server/providers/gemini.ts';
import { createHttp } from '../../../server/providers/http.ts';
import { type OpenGateway, openGateway, testToken } from '../../support/gateway.ts';
import { targetAt } from '../providers/exchange.ts';
import { type GoogleUpstream, helloAnswer, startGoogle } from '../providers/google-upstream.ts';

describe('a Gemini target behind the gateway', () => {
  const http = createHttp();
  let google: GoogleUpstream;
  let gateway: OpenGateway;
  before(async () => {
    google = await startGoogle();
    const target = targetAt(google.url, 'm', { provider: 'gemini' });
    const { chat } = createGemini({ http, clock: systemClock, networkInterfaces, resolveKey: async () => 'k' });
    gateway = await openGateway({ provider: (request, context) => chat({ ...request, target }, context) });
  });
  after(async () => {
    await gateway.close();
    await http.close();
    await google.close();
  });
  const complete = (body: object) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', ...body }),
    });

  it('tells in a header what was left out, streamed or whole', async () => {
    const body = { messages: [{ role: 'user', content: 'Hi' }], user: 'ann', store: true };
    const left = 'user: left out, because Gemini has no such field; store: left out, because Gemini has no such field';
    google.api = () => helloAnswer;
    for (const stream of [false, true]) {
      const response = await complete({ ...body, stream });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('x-dualtrack-warnings'), left);
      await response.text();
    }
    const plain = await complete({ messages: body.messages });
    assert.equal(plain.headers.get('x-dualtrack-warnings'), null);
    await plain.text();
  });

  it('refuses a field it cannot do without, by its name', async () => {
    const response = await complete({ messages: [{ role: 'user', content: 'Hi' }], logit_bias: { 1: 5 } });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /logit_bias cannot be asked of Gemini/);
  });

  it('takes a call’s signature back with the next turn', async () => {
    const call = { functionCall: { name: 'now', args: {} }, thoughtSignature: 'c2ln' };
    google.api = () => ({
      status: 200,
      body: { responseId: 'r1', candidates: [{ content: { parts: [call] }, finishReason: 'STOP' }] },
    });
    const question = { role: 'user', content: 'What time is it?' };
    const first: { choices: readonly { message: object; finish_reason: string }[] } = await (
      await complete({ messages: [question], tools: [{ type: 'function', function: { name: 'now' } }] })
    ).json();
    assert.equal(first.choices[0]?.finish_reason, 'tool_calls');
    google.api = () => helloAnswer;
    const answered = { role: 'tool', tool_call_id: 'call_r1_0_0', content: 'noon' };
    await (await complete({ messages: [question, first.choices[0]?.message, answered] })).text();
    const sent = JSON.parse(JSON.stringify(google.asked.at(-1)?.body));
    assert.deepEqual(sent.contents.slice(1), [
      {
        role: 'model',
        parts: [{ functionCall: { id: 'call_r1_0_0', name: 'now', args: {} }, thoughtSignature: 'c2ln' }],
      },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'call_r1_0_0', name: 'now', response: { output: 'noon' } } }],
      },
    ]);
  });
});
