/** What callers of the gateway see while the daemon is asked to stop. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { methods } from '../../protocol/methods.ts';
import { tokenFileName } from '../../server/gateway/token.ts';
import { Lab, until, upstreamKey } from './lab.ts';

describe('the gateway of a daemon that is asked to stop', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.open({ configuration: { gateway: { enabled: true } } });
  });
  afterEach(() => lab.close());

  async function reach() {
    const client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    const { gateway } = await client.request(methods.status, {});
    const token = readFileSync(join(lab.paths.dataDirectory, tokenFileName), 'utf8').trim();
    const ask = (stream: boolean) =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'dualtrack', stream, messages: [{ role: 'user', content: 'What is this?' }] }),
      });
    return { client, ask };
  }

  it('refuses new requests with 503 and when to come back, and delivers those that run to their end', async () => {
    const { client, ask } = await reach();
    lab.simulator.script({ afterwards: { type: 'pace', delayMs: 30 } });
    const running = Promise.all([ask(true), ask(false)]);
    await until(() => lab.simulator.seen().running === 2, 3000);
    await client.request(methods.stop, {});

    const refused = await ask(false);
    assert.equal(refused.status, 503);
    const retryAfterSeconds = Number(refused.headers.get('retry-after'));
    assert.ok(retryAfterSeconds >= 1 && retryAfterSeconds <= 10, `Retry-After: ${retryAfterSeconds}`);
    const { error } = await refused.json();
    assert.deepEqual([error.type, error.code, error.param], ['unavailable_error', 'shed', null]);
    assert.match(error.message, /stopping and takes no more requests/);
    assert.equal(lab.simulator.seen().requests, 2);

    const [streamed, whole] = await running;
    assert.match(await streamed.text(), /"finish_reason":"stop"[\s\S]*data: \[DONE\]/);
    assert.equal((await whole.json()).choices[0].finish_reason, 'stop');
    await until(() => lab.daemonPids().length === 0, 3000);
  });
});
