/** What a dialect has no form for goes to a target of another; the router and the adapters say the same of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import { toMessagesRequest } from '../../../server/providers/anthropic-messages/to-request.ts';
import { toContentsRequest } from '../../../server/providers/gemini-contents/to-request.ts';
import { toMistral } from '../../../server/providers/mistral-completions/to-mistral.ts';
import { beyondDialects } from '../../../server/routing/beyond-dialect.ts';
import { namesOf, planOf, priced, refusalOf, relayWith, vertexWith } from '../../support/routing.ts';

const user = textMessage('user', 'Hi');
const image = { type: 'image' as const, url: 'data:image/png;base64,AAAA' };
const audio = { type: 'audio' as const, dataBase64: 'AAAA', format: 'wav' };
const asking = (vendor: Record<string, unknown>): Chat => ({ messages: [user], vendor });

type Told = readonly [Chat, gemini?: string | undefined, anthropic?: string | undefined, mistral?: string];

/** By what is asked: how Gemini, Anthropic and Mistral say that they cannot; `undefined`: they can. */
const cases: Readonly<Record<string, Told>> = {
  'a plain question': [{ messages: [user] }],
  logit_bias: [asking({ logit_bias: { 1: 2 } }), 'logit_bias', 'logit_bias', 'logit_bias'],
  'a bias without an entry': [asking({ logit_bias: {} })],
  'a field of another vendor': [asking({ min_p: 0.1 }), 'min_p', undefined, 'min_p'],
  'a field of another vendor in extra_body': [
    asking({ extra_body: { x: 1 } }),
    'extra_body.x',
    undefined,
    'extra_body',
  ],
  probabilities: [asking({ logprobs: true, top_logprobs: 2 }), undefined, 'logprobs', 'logprobs'],
  'several choices': [{ messages: [user], choices: 2 }, undefined, 'several choices (n)'],
  'JSON without a schema': [asking({ response_format: { type: 'json_object' } }), undefined, 'JSON without a schema'],
  'JSON by a schema': [asking({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } } })],
  'a schema that is not there': [
    asking({ response_format: { type: 'json_schema' } }),
    'this response_format',
    'this response_format',
    'this response_format',
  ],
  'a grammar': [
    asking({ response_format: { type: 'grammar' } }),
    'this response_format',
    'this response_format',
    'this response_format',
  ],
  'a search of the web, without a word on how': [
    asking({ web_search_options: {} }),
    undefined,
    'web_search_options',
    'web_search_options',
  ],
  'text alone': [asking({ modalities: ['text'] })],
  speech: [asking({ modalities: ['text', 'audio'] }), undefined, 'modalities besides text', 'modalities'],
  'a modality nobody knows': [
    asking({ modalities: ['smell'] }),
    'these modalities',
    'modalities besides text',
    'modalities',
  ],
  'an image in an instruction': [
    { messages: [{ role: 'system', content: [image] }, user] },
    'image in a message of the system',
    'image in a message of the system',
    'image in a message of the system',
  ],
  'a conversation without a word': [
    { messages: [textMessage('system', ''), textMessage('user', ' \n')] },
    'a conversation without a word',
    'a conversation without a word',
    'a conversation without a word',
  ],
  audio: [{ messages: [{ role: 'user', content: [audio] }] }, undefined, 'audio', 'audio'],
  'an image at a plain address': [
    { messages: [{ role: 'user', content: [{ type: 'image', url: 'http://192.0.2.1/a.png' }] }] },
    undefined,
    'images over http',
  ],
  'an answer before any question': [
    { messages: [textMessage('assistant', 'Hello'), user] },
    undefined,
    'a conversation that begins with an answer',
    'a conversation that begins with an answer',
  ],
};

describe('what a dialect has no form for', () => {
  for (const [what, [chat, gemini, anthropic, mistral]] of Object.entries(cases)) {
    it(`is told of ${what}, exactly where the adapter would refuse it`, () => {
      const beyond = beyondDialects(chat) ?? {};
      assert.deepEqual([beyond.gemini, beyond.anthropic, beyond.mistral], [gemini, anthropic, mistral]);
      const toGemini = () => toContentsRequest(chat, { model: 'gemini-2.5-flash', needs: [], api: 'gemini' });
      const toAnthropic = () =>
        toMessagesRequest(chat, { model: 'claude-sonnet-4-5', stream: false, anthropicVersion: null });
      for (const [isRefused, send] of [
        [gemini !== undefined, toGemini],
        [anthropic !== undefined, toAnthropic],
        [mistral !== undefined, () => toMistral(chat)],
      ] as const) {
        if (!isRefused) assert.doesNotThrow(send);
        else {
          const { kind, beyondDialect } = refusalOf(send);
          assert.deepEqual([kind, beyondDialect], ['invalid-request', true], 'another target may take it');
        }
      }
    });
  }

  const file = {
    tracks: {
      gcp: vertexWith({
        'gemini-2.5-flash': priced(1),
        sonnet: { ...priced(2), upstreamName: 'claude-sonnet-4-5' },
        'mistral-medium-3': priced(2.5),
        'llama-4-scout-maas': priced(3.5),
      }),
      anthropic: { provider: 'anthropic', models: { 'claude-sonnet-4-5': priced(3) } },
      relay: relayWith({ 'gpt-4.1': priced(4) }),
    },
  };

  it('passes over those targets, with the reason, and is served by one that can', () => {
    const plan = planOf(file, { chat: asking({ logit_bias: { 1: 2 } }) });
    assert.deepEqual(namesOf(plan), ['llama-4-scout-maas@gcp', 'gpt-4.1@relay']);
    const reason = 'it does not offer logit_bias';
    const passedOver = ['gemini-2.5-flash@gcp', 'sonnet@gcp', 'mistral-medium-3@gcp', 'claude-sonnet-4-5@anthropic'];
    assert.deepEqual(
      plan.excluded,
      passedOver.map((target) => ({ target, reason })),
    );
  });

  it('is known at Vertex AI by whose model the upstream calls it', () => {
    assert.deepEqual(namesOf(planOf(file, { chat: asking({ min_p: 0.1 }) })), [
      'sonnet@gcp',
      'llama-4-scout-maas@gcp',
      'claude-sonnet-4-5@anthropic',
      'gpt-4.1@relay',
    ]);
    assert.deepEqual(namesOf(planOf(file, { chat: asking({ logprobs: true }) })), [
      'gemini-2.5-flash@gcp',
      'llama-4-scout-maas@gcp',
      'gpt-4.1@relay',
    ]);
  });

  it('refuses by its name where no target can', () => {
    const { message } = refusalOf(() =>
      namesOf(planOf(file, { chat: asking({ logit_bias: { 1: 2 } }), model: 'sonnet@gcp' })),
    );
    assert.match(message, /sonnet@gcp: it does not offer logit_bias/);
  });
});

it('JSON that is asked for is a need: a model declared without it is passed over', () => {
  const models = { plain: { features: ['tools'] }, strict: { features: ['json'] } };
  const chat = asking({ response_format: { type: 'json_object' } });
  assert.deepEqual(namesOf(planOf({ tracks: { relay: relayWith(models) } }, { chat })), ['strict@relay']);
});
