/** What leaves for the upstream: the caller's chat in OpenAI's form. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import { withoutStreamOptions } from '../../../server/providers/mistral-completions/to-mistral.ts';
import { toRequest } from '../../../server/providers/openai-compatible/to-request.ts';
import { isMistrals } from '../../../server/providers/openai-compatible.ts';

const chat = (more: Partial<Chat> = {}): Chat => ({ messages: [textMessage('user', 'Hi')], ...more });
const sent = (more: Partial<Chat>, model = 'gpt-4.1') => toRequest(chat(more), { model, stream: false });

it('Mistral’s own API is known by its host: it tells usage unasked, and refuses to be asked', () => {
  assert.deepEqual(
    [
      'https://api.mistral.ai/v1',
      'https://codestral.mistral.ai',
      'https://mistral.ai.example/v1',
      'https://x.ai/mistral.ai/',
    ].map(isMistrals),
    [true, true, false, false],
  );
  assert.deepEqual(withoutStreamOptions({ model: 'm', stream: true, stream_options: {} }), {
    model: 'm',
    stream: true,
  });
});

describe('the request body', () => {
  it('a chat of one text is the plainest body there is', () => {
    assert.deepEqual(sent({ temperature: 0.7, maxOutputTokens: 2048 }), {
      model: 'gpt-4.1',
      messages: [{ role: 'user', content: 'Hi' }],
      temperature: 0.7,
      max_tokens: 2048,
      stream: false,
    });
  });

  it('OpenAI’s reasoning models are sent no temperature, and their limit under its newer name', () => {
    for (const model of ['o3-mini', 'gpt-5.2', 'openai/gpt-5-mini']) {
      const body = sent({ temperature: 0.7, topP: 0.9, maxOutputTokens: 100 }, model);
      assert.equal(body.temperature, undefined);
      assert.equal(body.top_p, undefined);
      assert.equal(body.max_tokens, undefined);
      assert.equal(body.max_completion_tokens, 100);
    }
    for (const model of ['gpt-5-chat-latest', 'gpt-4o', 'o-model', 'deepseek-reasoner']) {
      assert.equal(sent({ temperature: 0.7 }, model).temperature, 0.7);
    }
  });

  it('vendor fields pass at every level, and never replace ours', () => {
    const body = toRequest(
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'text', text: 'Hi', vendor: { cache_control: 1 } }],
            vendor: { name: 'n' },
          },
        ],
        tools: [{ name: 'f', parameters: { type: 'object' }, vendor: { strict: true } }],
        vendor: { response_format: { type: 'json_object' }, model: 'other', stream: false },
      },
      { model: 'm', stream: true },
    );
    assert.deepEqual(body, {
      response_format: { type: 'json_object' },
      model: 'm',
      messages: [{ name: 'n', role: 'user', content: [{ cache_control: 1, type: 'text', text: 'Hi' }] }],
      tools: [{ type: 'function', function: { strict: true, name: 'f', parameters: { type: 'object' } } }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('thoughts that a vendor’s model signed never go to another’s, other fields of a call everywhere', () => {
    const signed = { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 's' }] };
    const sentTo = (model: string, extra: object) => {
      const call = { id: 'c', name: 'f', argumentsJson: '{}', vendor: { extra_content: extra } };
      const { messages } = sent({ messages: [{ role: 'assistant', content: [], toolCalls: [call] }] }, model);
      return JSON.stringify(messages);
    };
    assert.match(sentTo('anthropic/claude-sonnet-4.5', { anthropic: signed }), /thinking_blocks/);
    assert.doesNotMatch(sentTo('gpt-4.1', { anthropic: signed }), /extra_content/);
    const both = sentTo('gemini-2.5-flash', { anthropic: signed, google: { thought_signature: 'g' } });
    assert.match(both, /"extra_content":\{"google":\{"thought_signature":"g"\}\}/);
    assert.match(sentTo('an-alias', { google: { thought_signature: 'g' } }), /thought_signature/);
    for (const model of ['gpt-4.1', 'openai/o3', 'deepseek-v3.2', 'claude-sonnet-4.5'])
      assert.doesNotMatch(sentTo(model, { google: { thought_signature: 'g' } }), /extra_content/);
    assert.match(sentTo('gpt-4.1', { google: { thought_signature: 'g' }, other: 1 }), /"extra_content":\{"other":1\}/);
  });

  it('images, audio, files, tool calls and their results go in OpenAI’s words', () => {
    const body = sent({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', url: 'data:image/png;base64,AA', detail: 'low' },
            { type: 'audio', format: 'wav', dataBase64: 'BB' },
            { type: 'file', name: 'a.pdf', url: 'data:application/pdf;base64,CC' },
          ],
        },
        { role: 'assistant', content: [], toolCalls: [{ id: 'c1', name: 'f', argumentsJson: '{}' }] },
        { ...textMessage('tool', 'done'), toolCallId: 'c1' },
      ],
      toolChoice: { name: 'f' },
      stop: ['x'],
      seed: 3,
      choices: 2,
    });
    assert.deepEqual(body.messages, [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA', detail: 'low' } },
          { type: 'input_audio', input_audio: { data: 'BB', format: 'wav' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,CC' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', content: 'done', tool_call_id: 'c1' },
    ]);
    assert.deepEqual(body.tool_choice, { type: 'function', function: { name: 'f' } });
    assert.deepEqual([body.stop, body.seed, body.n], [['x'], 3, 2]);
  });
});
