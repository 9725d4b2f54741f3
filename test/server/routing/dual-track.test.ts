/** The guide's routing cases as product.md states them, its bugs among them, through the built-in profile `dual-track`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textMessage } from '../../../protocol/message.ts';
import type { chatRequest } from '../../support/configuration.ts';
import {
  healthOf,
  measured,
  namesOf,
  planOf,
  priced,
  refusalOf,
  relayWith,
  vertexWith,
} from '../../support/routing.ts';

const native = ['tools', 'images', 'vertex-search', 'bigquery', 'grounding', 'audio-output', 'image-output'];
const relay = relayWith({
  'gpt-4.1': priced(8),
  'claude-sonnet-4.5': priced(15),
  'gemini-2.5-flash': priced(2.5),
  'deepseek-v3.2': priced(0.42),
});
const vertex = vertexWith({ 'gemini-pro': priced(3.5, { features: native }) });
const both = { tracks: { relay, vertex } };
const image = { type: 'image' as const, url: 'data:image/png;base64,AAAA' };
const seeing = { messages: [{ role: 'user' as const, content: [image] }] };

type Asked = Parameters<typeof chatRequest>[0];

function plan(asked: Asked, file: unknown = both) {
  return planOf(file, { profile: 'dual-track', ...asked });
}

const byPrice = ['deepseek-v3.2@relay', 'gemini-2.5-flash@relay', 'gpt-4.1@relay', 'claude-sonnet-4.5@relay'];

const cases: readonly (readonly [name: string, asked: Asked, targets: readonly string[]])[] = [
  ['no requirements given: the relay at lowest cost, then Vertex', {}, [...byPrice, 'gemini-pro@vertex']],
  ['an empty set of features is no requirement', { needs: [] }, [...byPrice, 'gemini-pro@vertex']],
  ['a model the relay knows goes to the relay', { model: 'gpt-4.1' }, ['gpt-4.1@relay']],
  ['a model of Vertex alone goes to Vertex', { model: 'gemini-pro' }, ['gemini-pro@vertex']],
  ['a model nobody knows falls back to Vertex', { model: 'gpt-9' }, ['gemini-pro@vertex']],
  ['multimodal stays on Vertex', { needs: ['multimodal'] }, ['gemini-pro@vertex']],
  ['vertex_search stays on Vertex', { needs: ['vertex_search'] }, ['gemini-pro@vertex']],
  ['bigquery_connection stays on Vertex', { needs: ['bigquery_connection'] }, ['gemini-pro@vertex']],
  ['grounding stays on Vertex', { needs: ['grounding'] }, ['gemini-pro@vertex']],
  ['audio_output stays on Vertex', { needs: ['audio_output'] }, ['gemini-pro@vertex']],
  ['image_generation stays on Vertex', { needs: ['image_generation'] }, ['gemini-pro@vertex']],
  ['so it does for a model of the relay', { needs: ['grounding'], model: 'gpt-4.1' }, ['gemini-pro@vertex']],
  ['function calling is nothing of Vertex’s own', { needs: ['function_calling'] }, [...byPrice, 'gemini-pro@vertex']],
  ['an image in the chat goes to Vertex, stated or not', { chat: seeing }, ['gemini-pro@vertex']],
  [
    'a bound under 100 ms goes to the fast models',
    { maxFirstPartMs: 99 },
    ['gemini-2.5-flash@relay', 'deepseek-v3.2@relay'],
  ],
  [
    'so it does for a model that is not fast',
    { maxFirstPartMs: 99, model: 'gpt-4.1' },
    ['gemini-2.5-flash@relay', 'deepseek-v3.2@relay'],
  ],
  ['and to the fast model that was named', { maxFirstPartMs: 99, model: 'deepseek-v3.2' }, ['deepseek-v3.2@relay']],
  ['a bound of 100 ms does not', { maxFirstPartMs: 100 }, [...byPrice, 'gemini-pro@vertex']],
  ['what is Vertex’s own comes before the bound', { maxFirstPartMs: 50, needs: ['grounding'] }, ['gemini-pro@vertex']],
  ['a target that is named is asked, whatever the rules', { chat: seeing, model: 'gpt-4.1@relay' }, ['gpt-4.1@relay']],
];

describe('dual-track', () => {
  for (const [name, asked, targets] of cases)
    it(name, () => {
      // Measured alike, so that the order of the fast ones is that of the file.
      const order = namesOf(planOf(both, { profile: 'dual-track', ...asked }, { health: measured({}) }));
      assert.deepEqual([...order].sort(), [...targets].sort());
      if (asked?.maxFirstPartMs === undefined) assert.deepEqual(order, targets);
    });

  it('the fast models are ordered by live latency, and one over the bound is left out with its figure', () => {
    const health = measured({ 'gemini-2.5-flash@relay': 90, 'deepseek-v3.2@relay': 40 });
    const fast = (maxFirstPartMs: number) => planOf(both, { profile: 'dual-track', maxFirstPartMs }, { health });
    assert.deepEqual(namesOf(fast(95)), ['deepseek-v3.2@relay', 'gemini-2.5-flash@relay']);
    assert.deepEqual(namesOf(fast(50)), ['deepseek-v3.2@relay']);
    const slow = fast(50).excluded.find(({ target }) => target === 'gemini-2.5-flash@relay');
    assert.equal(slow?.reason, 'its first part takes about 90 ms, over the bound of 50 ms');
  });

  it('images are refused without a Vertex track, with that reason', () => {
    const error = refusalOf(() => namesOf(plan({ chat: seeing }, { tracks: { relay } })));
    assert.equal(error.kind, 'no-target');
    assert.match(error.message, /images and .* go to Vertex AI only, and no Vertex AI track is configured/);
    const named = refusalOf(() => namesOf(plan({ chat: seeing, model: 'gpt-4.1' }, { tracks: { relay } })));
    assert.match(named.message, /gpt-4\.1@relay: not a target of rule vertex-native/);
  });

  it('without a Vertex track everything else goes to the relay, and an unknown model is refused', () => {
    assert.deepEqual(namesOf(plan({}, { tracks: { relay } })), byPrice);
    assert.equal(refusalOf(() => plan({ model: 'gpt-9' }, { tracks: { relay } })).kind, 'no-such-model');
  });

  it('with Vertex alone everything is served there', () => {
    assert.deepEqual(namesOf(plan({}, { tracks: { vertex } })), ['gemini-pro@vertex']);
  });

  it('Vertex comes before a relay whose breaker is open', () => {
    const open = { breaker: 'open', reopensInMs: 5_000 } as const;
    const health = healthOf(Object.fromEntries(byPrice.map((name) => [name, open])));
    const { targets } = planOf(both, { profile: 'dual-track' }, { health });
    assert.equal(targets[0]?.target.name, 'gemini-pro@vertex');
    assert.equal(targets[1]?.reason, 'about $0.000864; its circuit breaker is open for 5.0 s');
  });

  it('says which rule decided, and what stands in place of a model', () => {
    const { targets, rule } = plan({ needs: ['grounding'], model: 'gpt-4.1' });
    assert.equal(rule?.name, 'vertex-native');
    assert.match(targets[0]?.reason ?? '', /^in place of gpt-4\.1 by rule vertex-native; about \$/);
    assert.match(plan({ model: 'gpt-9' }).targets[0]?.reason ?? '', /^in place of gpt-9; .*; fallback$/);
  });

  it('can be tried in the sandbox, where one simulated model stands for Vertex', () => {
    assert.deepEqual(namesOf(plan({}, {})).at(-1), 'gemini-pro@sandbox');
    assert.deepEqual(namesOf(plan({ chat: seeing }, {})), ['gemini-pro@sandbox']);
  });
});

describe('the other profiles that ship', () => {
  const local = { ...relayWith({ llama: {} }), baseUrl: 'http://127.0.0.1:11434/v1' };
  const tracks = { relay, vertex, local };
  const shipped = ['default', 'cheapest', 'fastest', 'balanced', 'quality', 'local-first', 'gcp-only', 'dual-track'];
  const first = (profile: string, file: unknown, health = measured({})) =>
    namesOf(planOf(file, { profile }, { health }))[0];

  it('over real tracks: each by its own idea, and never a simulated target', () => {
    assert.equal(first('default', { tracks }), 'gpt-4.1@relay');
    assert.equal(first('cheapest', { tracks }), 'deepseek-v3.2@relay');
    assert.equal(first('fastest', { tracks }, measured({ 'gpt-4.1@relay': 1 })), 'gpt-4.1@relay');
    assert.equal(first('balanced', { tracks }), 'deepseek-v3.2@relay');
    assert.equal(first('quality', { tracks }), 'claude-sonnet-4.5@relay');
    assert.deepEqual(namesOf(planOf({ tracks }, { profile: 'local-first' })).slice(0, 2), [
      'llama@local',
      'deepseek-v3.2@relay',
    ]);
    assert.deepEqual(namesOf(planOf({ tracks }, { profile: 'gcp-only' })), ['gemini-pro@vertex']);
    for (const profile of shipped)
      assert.ok(
        planOf({ tracks }, { profile }).targets.every(({ target }) => !target.simulated),
        profile,
      );
  });

  it('gcp-only without a Vertex track refuses everything, and says what it is for', () => {
    const error = refusalOf(() => namesOf(planOf({ tracks: { relay } }, { profile: 'gcp-only' })));
    assert.equal(error.message, 'no target of profile gcp-only is configured (Vertex AI tracks and no others)');
  });

  it('over the sandbox all of them work while nothing else is configured', () => {
    for (const profile of shipped) assert.ok((first(profile, {}) ?? '').endsWith('@sandbox'), profile);
  });

  it('quality: the catalogue’s most able models first, then by the vendor’s price, the cheaper track first', () => {
    const vendor = relayWith({ same: { ...priced(9), listPrice: priced(9).price }, dear: priced(50) });
    const cheap = relayWith({
      same: { ...priced(3), listPrice: priced(9).price },
      able: priced(1, { goodFor: ['quality'] }),
      unpriced: {},
    });
    const order = namesOf(planOf({ tracks: { vendor, cheap } }, { profile: 'quality' }));
    assert.deepEqual(order, ['able@cheap', 'dear@vendor', 'same@cheap', 'same@vendor', 'unpriced@cheap']);
  });
});

describe('what a chat shows of its needs', () => {
  const blind = relayWith({
    blind: priced(1, { features: [] }),
    able: priced(2, { features: ['images', 'tools', 'files'] }),
  });
  const order = (chat: NonNullable<Asked>['chat']) =>
    namesOf(planOf({ tracks: { blind } }, { profile: 'cheapest', ...(chat !== undefined && { chat }) }));
  const messages = [textMessage('user', 'x')];

  it('an image, a file and tools need a target that takes them', () => {
    assert.deepEqual(order({ messages }), ['blind@blind', 'able@blind']);
    assert.deepEqual(order(seeing), ['able@blind']);
    assert.deepEqual(order({ messages, tools: [{ name: 'f' }] }), ['able@blind']);
    const file = { type: 'file' as const, url: 'data:application/pdf;base64,AA' };
    assert.deepEqual(order({ messages: [{ role: 'user', content: [file] }] }), ['able@blind']);
  });

  it('tools that may not be called need nothing', () => {
    assert.deepEqual(order({ messages, tools: [{ name: 'f' }], toolChoice: 'none' }), ['blind@blind', 'able@blind']);
  });
});
