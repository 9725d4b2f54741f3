/** Previews, and answers that are left, at a daemon process with a real connection to its upstream. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { Lab, question, upstreamKey } from './lab.ts';

describe('a daemon whose track reads left answers on', () => {
  let lab: Lab;
  let client: DaemonConnection;

  before(async () => {
    lab = await Lab.open();
    client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    const price = { inputUsdPerMTok: 8, outputUsdPerMTok: 8 };
    const relay = {
      provider: 'openai-compatible',
      baseUrl: lab.simulator.url,
      apiKey: { secret: 'lab' },
      onAbort: 'drain-to-usage',
      models: { 'gpt-4.1': { price } },
    };
    const { problems } = await client.request(methods.configure, { settings: { tracks: { relay } } });
    assert.deepEqual(problems, []);
  });
  afterEach(() => lab.simulator.script({}));
  after(() => lab.close());

  const rows = async (): Promise<readonly AttemptRow[]> =>
    (await client.request(methods.rows, {})).rows.filter(({ target }) => target === 'gpt-4.1@relay');

  it('E9: tells before anything is sent what a request would come to', async () => {
    const { targets } = await client.request(methods.preview, question());
    const [first] = targets;
    assert.equal(first?.target, 'gpt-4.1@relay');
    const { low, high } = first.estimatedCostNanoUsd;
    assert.equal(low, first.inputTokens * 8_000);
    assert.equal(high, (first.inputTokens + first.maxOutputTokens) * 8_000);
    assert.equal(lab.simulator.seen().latest.length, 0);
  });

  it('U10: lets the caller go at once, and books what the upstream measured', { timeout: 20_000 }, async () => {
    lab.simulator.script({ faults: [{ type: 'pace', delayMs: 20 }] });
    const stop = new AbortController();
    const left = await client.request(methods.ask, question(), {
      signal: stop.signal,
      onProgress: ({ kind }) => kind === 'parts' && stop.abort(),
    });
    assert.deepEqual([left.complete, left.failure?.kind, left.billedCostNanoUsd], [false, 'cancelled', null]);
    assert.equal(lab.simulator.seen().latest.at(-1)?.outcome, 'running');
    let found: readonly AttemptRow[] = [];
    while (found.length === 0) found = await rows();
    const [row] = found;
    assert.deepEqual([row?.outcome, row?.abortPolicy, row?.measured], ['cancelled', 'drain-to-usage', true]);
    assert.ok((row?.billedCostNanoUsd ?? 0) > 0);
    assert.equal(lab.simulator.seen().latest.at(-1)?.outcome, 'complete');
  });
});
