/** What clients are told of targets and of what else tracks offer: prices as they are known, never 0 for unknown. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { methods } from '../../../protocol/methods.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { createModelLists } from '../../../server/model-lists.ts';
import type { ListedModel } from '../../../server/providers/provider.ts';
import { RequestError } from '../../../server/request-error.ts';
import type { Track } from '../../../server/routing/target.ts';
import type { Caller } from '../../../server/rpc/handler.ts';
import { targetHandlers } from '../../../server/rpc/targets.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const caller: Caller = {
  connectionId: 1,
  identity: { kind: 'test', name: 'test', version: '0', protocolVersion: 1 },
  signal: new AbortController().signal,
  connectionSignal: new AbortController().signal,
  sendProgress: async () => {},
  notify: async () => {},
};

const relay = {
  provider: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:9/v1',
  models: { 'gpt-4.1': { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } }, odd: {} },
};

type Lists = Readonly<Record<string, readonly ListedModel[] | 'silent' | RequestError>>;

function daemon(lists: Lists) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const list = async (track: Track, signal: AbortSignal): Promise<readonly ListedModel[]> => {
    asked.push(track.name);
    const answer = lists[track.name] ?? [];
    if (answer instanceof RequestError) throw answer;
    if (answer !== 'silent') return answer;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const provider = { listModels: list };
  const providers = {
    ...{ 'openai-compatible': provider, vertex: provider, gemini: provider, anthropic: provider, sandbox: provider },
  };
  const configuration = createConfigurationStore(
    { tracks: { relay, vendor: { preset: 'openai', models: {} } } },
    clock,
  );
  const listModels = createModelLists({ providers, clock });
  const handlers = targetHandlers({ configuration, clock, listModels, discoverLocalServers: async () => {} });
  const call = async (name: string, params = {}): Promise<unknown> =>
    handlers.find((one) => one.name === name)?.handle(params, caller);
  return {
    clock,
    asked,
    targets: async () => methods.targets.result.parse(await call(methods.targets.name)),
    offers: async (params = {}) => methods.offers.result.parse(await call(methods.offers.name, params)),
  };
}

const listed = (...names: readonly string[]) => names.map((name) => ({ name, contextWindow: null }));

describe('the targets', () => {
  it('have nominal and list price, with the source, and what they can do', async () => {
    const { targets } = await daemon({}).targets();
    const known = targets.find(({ target }) => target === 'gpt-4.1@relay');
    assert.deepEqual(
      [known?.inputUsdPerMTok, known?.listInputUsdPerMTok, known?.priceSource, known?.priceAsOf],
      [8, 2, 'configuration', null],
    );
    assert.ok(known?.features?.includes('tools'));
    assert.ok(known?.goodFor.includes('code'));
  });

  it('U6: have null, never 0, where no price is known', async () => {
    const { targets } = await daemon({}).targets();
    const odd = targets.find(({ target }) => target === 'odd@relay');
    assert.deepEqual(
      [odd?.inputUsdPerMTok, odd?.outputUsdPerMTok, odd?.listInputUsdPerMTok, odd?.priceSource, odd?.features],
      [null, null, null, null, null],
    );
  });
});

describe('what else a track offers', () => {
  it('is what it lists and the settings do not name, priced where the track is the vendor itself', async () => {
    const { tracks } = await daemon({
      vendor: listed('gpt-4.1', 'o3', 'whisper-9'),
      relay: listed('gpt-4.1', 'o3'),
    }).offers();
    const prices = (track: string) =>
      tracks
        .find((one) => one.track === track)
        ?.others.map(({ model, inputUsdPerMTok, listInputUsdPerMTok }) => [
          model,
          inputUsdPerMTok,
          listInputUsdPerMTok,
        ]);
    assert.deepEqual(prices('vendor'), [
      ['gpt-4.1', 2, 2],
      ['o3', 2, 2],
      ['whisper-9', null, null],
    ]);
    assert.deepEqual(prices('relay'), [['o3', null, 2]]);
  });

  it('is told of the other tracks where one cannot be asked, and why not', async () => {
    const refused = new RequestError('auth', 'relay: the key was refused.');
    const { tracks } = await daemon({ relay: refused, vendor: listed('o3') }).offers();
    assert.deepEqual(tracks.find(({ track }) => track === 'relay')?.list, {
      outcome: 'failed',
      message: 'relay: the key was refused.',
    });
    assert.equal(tracks.find(({ track }) => track === 'vendor')?.others.length, 1);
  });

  it('waits five seconds for a list and no longer', async () => {
    const { clock, offers } = daemon({ relay: 'silent' });
    const answer = offers({ track: 'relay' });
    await clock.advance(5_000);
    const { tracks } = await answer;
    assert.deepEqual(tracks[0]?.list, { outcome: 'failed', message: 'relay: no list of models within 5 s.' });
  });

  it('is asked for again after five minutes, or when that is wanted', async () => {
    const { clock, asked, offers } = daemon({ relay: listed('o3') });
    await offers({ track: 'relay' });
    await offers({ track: 'relay' });
    assert.equal(asked.length, 1);
    await offers({ track: 'relay', refresh: true });
    assert.equal(asked.length, 2);
    await clock.advance(300_000);
    await offers({ track: 'relay' });
    assert.equal(asked.length, 3);
  });

  it('refuses a track that does not exist, and says which there are', async () => {
    await assert.rejects(
      daemon({}).offers({ track: 'rely' }),
      /track must name a track \(relay, vendor, sandbox\), got "rely"/,
    );
  });
});
