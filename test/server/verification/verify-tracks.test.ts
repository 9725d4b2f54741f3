/** Tracks are checked over loopback: what is asked of them, what is found, and what is never sent. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ProviderKind } from '../../../protocol/track-configuration.ts';
import { type Clock, systemClock } from '../../../server/clock.ts';
import { createAnthropic } from '../../../server/providers/anthropic.ts';
import { createGemini } from '../../../server/providers/gemini.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import { createOpenAiCompatible } from '../../../server/providers/openai-compatible.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { RequestError } from '../../../server/request-error.ts';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { createSandbox } from '../../../server/sandbox/provider.ts';
import { type Checking, createVerification } from '../../../server/verification/verify-tracks.ts';
import { type RawUpstream, startRawUpstream, targetAt } from '../providers/exchange.ts';

describe('checking a track', () => {
  let simulator: Simulator;
  let upstream: RawUpstream;
  let http: Http;
  let key: string | null = null;
  before(async () => {
    simulator = await startSimulator({ requiredKey: 'right', models: ['gpt-4.1', 'claude-sonnet-4-5-20250929'] });
    upstream = await startRawUpstream();
    http = createHttp();
  });
  after(async () => {
    await http.close();
    await simulator.close();
    await upstream.close();
  });
  beforeEach(() => {
    key = 'right';
  });

  const verifier = (clock: Clock = systemClock, vertex: Pick<Provider, 'listModels'> = failing('auth', 401)) => {
    const parts = { http, clock, resolveKey: async () => key, networkInterfaces };
    const providers: Record<ProviderKind, Pick<Provider, 'listModels'>> = {
      'openai-compatible': createOpenAiCompatible(parts),
      anthropic: createAnthropic(parts),
      gemini: createGemini(parts),
      vertex,
      sandbox: createSandbox(),
    };
    return createVerification({ ...parts, providers, proxyHost: () => null });
  };
  const check = (
    baseUrl: string,
    more: { model?: string; track?: object; ask?: Checking['ask']; verify?: ReturnType<typeof verifier> } = {},
  ) => {
    const target = targetAt(baseUrl, more.model ?? 'gpt-4.1', more.track ?? {});
    const verify = more.verify ?? verifier();
    return verify({ track: target.track, targets: [target], ask: more.ask ?? null }, new AbortController().signal);
  };

  it('is fine when its models are listed, in every dialect, and nothing but the list is asked', async () => {
    const before = simulator.seen().requests;
    for (const provider of ['openai-compatible', 'anthropic', 'gemini']) {
      const baseUrl = provider === 'openai-compatible' ? simulator.url : simulator.origin;
      const checked = await check(baseUrl, { track: { provider }, model: 'claude-sonnet-4-5' });
      assert.deepEqual([checked.outcome, checked.models, checked.trouble], ['fine', 2, null], provider);
      assert.deepEqual(checked.targets[0]?.listed, true);
    }
    assert.equal(simulator.seen().requests, before);
  });

  it('fails when a configured model is not listed, and names one that looks like it', async () => {
    const { outcome, targets } = await check(simulator.url, { model: 'gpt-4.1-nano' });
    assert.equal(outcome, 'failed');
    assert.deepEqual([targets[0]?.listed, targets[0]?.similar], [false, 'gpt-4.1']);
  });

  it('finds the base URL that was meant, with the key sent to the same origin alone', async () => {
    for (const path of ['/v1/chat/completions', '', '/v1/models']) {
      const { trouble } = await check(simulator.origin + path);
      assert.equal(trouble?.cause, 'base-url', path);
      assert.equal(trouble?.advice, `Set tracks.relay.baseUrl to ${simulator.url}: there the models are listed.`);
    }
    const { trouble } = await check(`${simulator.origin}/v1`, { track: { provider: 'anthropic' } });
    assert.match(trouble?.advice ?? '', new RegExp(`to ${simulator.origin}:`));
  });

  it('tells a key of another vendor’s shape, a wrong one and a missing one apart, and shows none', async () => {
    for (const [given, cause] of [
      ['sk-ant-1234567890', 'other-vendors-key'],
      ['wrong-1234567890', 'key'],
      [null, 'no-key'],
    ] as const) {
      key = given;
      const { trouble, outcome } = await check(simulator.url);
      assert.deepEqual([outcome, trouble?.cause, trouble?.status], ['failed', cause, 401]);
      assert.equal(given !== null && JSON.stringify(trouble).includes(given), false);
    }
  });

  it('a track without a list is not known to be fine, and is asked only when the person says so', async () => {
    upstream.answer((_, response) => response.writeHead(404).end('{"error":{"message":"Not found"}}'));
    const { outcome, trouble, models } = await check(upstream.url);
    assert.deepEqual([outcome, trouble, models], ['unlisted', null, null]);
    const asked = await check(upstream.url, { ask: async () => 250 });
    assert.deepEqual(
      [asked.outcome, asked.targets[0]?.asked],
      ['fine', { outcome: 'answered', billedCostNanoUsd: 250 }],
    );
    const refusing = async () => {
      throw new RequestError('auth', 'm@relay: 403 Forbidden.', { status: 403 });
    };
    const refused = await check(upstream.url, { ask: refusing });
    assert.equal(refused.outcome, 'failed');
    assert.equal(refused.targets[0]?.asked?.outcome === 'failed' && refused.targets[0].asked.trouble.cause, 'role');
  });

  it('an answer counts for more than a list, and a track that fails is not asked', async () => {
    const answered = await check(simulator.url, { model: 'unlisted', ask: async () => null });
    assert.equal(answered.outcome, 'fine');
    key = 'wrong';
    const { outcome, targets } = await check(simulator.url, { ask: () => assert.fail('asked') });
    assert.deepEqual([outcome, targets[0]?.asked], ['failed', null]);
  });

  it('measures the clock by the upstream’s Date where tokens are signed with it', async () => {
    const clock: Clock = { ...systemClock, epochMs: () => Date.now() + 3_600_000 };
    const vertex = { project: 'p', location: 'us-central1', provider: 'vertex' };
    const { trouble } = await check(simulator.origin, { track: vertex, verify: verifier(clock) });
    assert.equal(trouble?.cause, 'clock');
    assert.match(trouble?.advice ?? '', /60 minutes ahead/);
    const right = await check(simulator.origin, { track: vertex });
    assert.equal(right.trouble?.cause, 'login');
  });

  it('says what is there when nothing listens, or a web page answers', async () => {
    const gone = await startRawUpstream();
    await gone.close();
    assert.equal((await check(gone.url)).trouble?.cause, 'connection');
    upstream.answer((_, response) => response.end('<html><title>Welcome</title></html>'));
    const { trouble } = await check(upstream.url);
    assert.equal(trouble?.cause, 'base-url');
  });

  it('ends when the caller goes away', async () => {
    const gone = new AbortController();
    upstream.answer(() => gone.abort(new RequestError('cancelled', 'gone')));
    const target = targetAt(upstream.url);
    const checking = verifier()({ track: target.track, targets: [target], ask: null }, gone.signal);
    await assert.rejects(checking, { kind: 'cancelled' });
  });
});

function failing(kind: 'auth', status: number): Pick<Provider, 'listModels'> {
  return { listModels: () => Promise.reject(new RequestError(kind, 'it fails', { status })) };
}
