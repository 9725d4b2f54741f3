/** A vendor's usage file beside the ledger where the vendor has names of its own, and charges for no failure. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { modelNames } from '../../cli/usage-models.ts';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import { Lab, question } from '../daemon/lab.ts';
import { run } from './terminal.ts';

const upstreamName = 'anthropic/claude-sonnet-4.5';

describe('a usage file of a vendor with names of its own', () => {
  let lab: Lab;
  let client: DaemonConnection;

  before(async () => {
    lab = await Lab.open({ simulator: { models: [upstreamName] } });
    client = await lab.join();
    const sonnet = { upstreamName, price: { inputUsdPerMTok: 3, outputUsdPerMTok: 15 } };
    const relay = {
      provider: 'openai-compatible',
      baseUrl: lab.simulator.url,
      models: { 'claude-sonnet-4.5': sonnet },
    };
    const profiles = { default: { strategy: 'priority', targets: ['*@relay'], retry: { attempts: 2 } } };
    await client.request(methods.configure, { settings: { tracks: { relay }, profiles } });
  });
  after(() => lab.close());

  it('U8: shows no gap where there is none, also after an attempt that nobody charges for', async () => {
    lab.simulator.script({ faults: [{ type: 'status', status: 500 }, { type: 'none' }] });
    const asked = await client.request(methods.ask, question());
    assert.equal(asked.attempts, 2);
    const file = join(lab.folder, 'vendor.csv');
    const { usage, billedCostNanoUsd } = asked;
    const cost = (billedCostNanoUsd ?? 0) / 1e9;
    const day = new Date().toISOString().slice(0, 10);
    const line = [day, upstreamName, 1, usage?.inputTokens, usage?.outputTokens, cost].join(',');
    writeFileSync(file, `date,model,requests,prompt_tokens,completion_tokens,cost\n${line}\n`);
    for (const options of [[], ['--track', 'relay']]) {
      const { code, out, err } = await run(lab, ['import-usage', file, ...options]);
      assert.equal(code, 0, err);
      assert.match(out, /^vendor\.csv beside the ledger, days of UTC\n/);
      assert.match(out, / claude-sonnet-4\.5 +1 +1 +0 /);
      assert.match(out, /no gap\n$/);
    }
  });
});

describe('the models of a usage file', () => {
  const known = (target: string, upstream: string, simulated = false) => ({
    target,
    upstreamModel: upstream,
    simulated,
  });
  const targets = [
    known('sonnet@relay', 'anthropic/sonnet'),
    known('sonnet-fast@relay', 'anthropic/sonnet'),
    known('sonnet@other', 'claude-sonnet'),
    known('played@sandbox', 'anthropic/sonnet', true),
  ];

  it('are ours, by the name the vendor has for them or by our own', () => {
    const { ofFile } = modelNames(targets, 'relay');
    for (const name of ['anthropic/sonnet', 'sonnet', 'sonnet-fast']) assert.equal(ofFile(name), 'sonnet', name);
    assert.equal(ofFile('claude-sonnet'), 'claude-sonnet');
    assert.equal(modelNames(targets, undefined).ofFile('claude-sonnet'), 'sonnet');
  });

  it('are one model in the ledger, too, where the vendor has one name for several of ours', () => {
    const { ofLedger } = modelNames(targets, 'relay');
    assert.deepEqual(['sonnet@relay', 'sonnet-fast@relay', 'gone@relay'].map(ofLedger), ['sonnet', 'sonnet', 'gone']);
  });
});
