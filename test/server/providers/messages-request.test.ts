/** What leaves for Anthropic: the caller's chat in its form, and what has no form there refused or told. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Chat, type Message, textMessage } from '../../../protocol/message.ts';
import { toMessagesRequest } from '../../../server/providers/anthropic-messages/to-request.ts';
import { RequestError } from '../../../server/request-error.ts';

const hi = textMessage('user', 'Hi');
const bounds = { temperature: 0.7, maxOutputTokens: 4096 };
const asked = { model: 'claude-sonnet-4-5', stream: false, anthropicVersion: null };
const request = (chat: Partial<Chat>, model = asked.model) =>
  toMessagesRequest({ messages: [hi], ...bounds, ...chat }, { ...asked, model });
const refusal = (chat: Partial<Chat>): string => {
  try {
    request(chat);
  } catch (error) {
    if (error instanceof RequestError && error.kind === 'invalid-request') return error.message;
    throw error;
  }
  return 'taken';
};
const ephemeral = { type: 'ephemeral' };

describe('the body of POST /v1/messages', () => {
  it('a chat of one text: always with max_tokens, and with nothing that nobody asked for', () => {
    assert.deepEqual(request({}), {
      body: {
        model: 'claude-sonnet-4-5',
        max_tokens: 4096,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
        temperature: 0.7,
        stream: false,
      },
      betas: [],
      warnings: [],
    });
  });

  it('on Vertex AI the version stands in place of the model, and unfinished features in the body', () => {
    const chat = { messages: [hi], ...bounds, vendor: { betas: ['context-1m'] } };
    const vertex = { model: 'claude-sonnet-4-5@20250929', stream: true, anthropicVersion: 'vertex-2023-10-16' };
    assert.deepEqual(toMessagesRequest(chat, vertex), {
      body: {
        anthropic_version: 'vertex-2023-10-16',
        anthropic_beta: ['context-1m'],
        max_tokens: 4096,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
        temperature: 0.7,
        stream: true,
      },
      betas: [],
      warnings: [],
    });
  });

  it('everything a request can hold, as a whole', () => {
    const found = request({
      messages: [
        textMessage('system', 'Be brief.'),
        textMessage('developer', 'Use metric units.'),
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look:' },
            { type: 'image', url: 'data:image/png;base64,aGk=', detail: 'low' },
            { type: 'image', url: 'https://example.com/a.jpg' },
            {
              type: 'file',
              url: 'data:application/pdf;base64,cGRm',
              name: 'a.pdf',
              vendor: { citations: { enabled: true } },
            },
            { type: 'file', url: 'https://example.com/b.pdf' },
            { type: 'file', url: 'data:text/csv;base64,YSxi' },
            { type: 'text', text: '' },
          ],
        },
        textMessage('user', 'What is it?'),
      ],
      tools: [
        { name: 'look', description: 'Looks', parameters: { type: 'object' }, vendor: { strict: true } },
        { name: 'stop' },
      ],
      toolChoice: { name: 'look' },
      temperature: 1.5,
      stop: ['END'],
      vendor: {
        parallel_tool_calls: false,
        user: 'u-1',
        top_k: 5,
        service_tier: 'default',
        betas: ['files-api-2025-04-14'],
        mcp_servers: [{ name: 'wiki', type: 'url', url: 'https://example.com/mcp' }],
        response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } },
        presence_penalty: 0,
        store: false,
      },
    });
    assert.deepEqual(found, {
      body: {
        model: 'claude-sonnet-4-5',
        max_tokens: 4096,
        system: [
          { type: 'text', text: 'Be brief.' },
          { type: 'text', text: 'Use metric units.' },
        ],
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Look:' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
              { type: 'image', source: { type: 'url', url: 'https://example.com/a.jpg' } },
              {
                type: 'document',
                source: { type: 'base64', media_type: 'application/pdf', data: 'cGRm' },
                title: 'a.pdf',
                citations: { enabled: true },
              },
              { type: 'document', source: { type: 'url', url: 'https://example.com/b.pdf' } },
              { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' } },
              { type: 'text', text: 'What is it?' },
            ],
          },
        ],
        tools: [
          { name: 'look', description: 'Looks', input_schema: { type: 'object' }, strict: true },
          { name: 'stop', input_schema: { type: 'object', properties: {} } },
        ],
        tool_choice: { type: 'tool', name: 'look', disable_parallel_tool_use: true },
        temperature: 1,
        top_k: 5,
        stop_sequences: ['END'],
        output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
        metadata: { user_id: 'u-1' },
        service_tier: 'standard_only',
        mcp_servers: [{ name: 'wiki', type: 'url', url: 'https://example.com/mcp' }],
        stream: false,
      },
      betas: ['files-api-2025-04-14'],
      warnings: ['temperature: sent as 1, the most Anthropic takes, got 1.5'],
    });
  });

  it('a tool round trip over three turns, with parallel calls, failed results and the thoughts between them', () => {
    const thought = (text: string) => ({ type: 'thinking', thinking: text, signature: `signed ${text}` });
    const carried = (...blocks: object[]) => ({ extra_content: { anthropic: { thinking_blocks: blocks } } });
    const messages: Message[] = [
      textMessage('user', 'Weather in Bonn and Köln, then pack.'),
      {
        role: 'assistant',
        content: [{ type: 'text', text: 'Both at once.' }],
        toolCalls: [
          { id: 'toolu_1', name: 'weather', argumentsJson: '{"city":"Bonn"}', vendor: carried(thought('two cities')) },
          { id: 'functions.weather:1', name: 'weather', argumentsJson: '{"city":"Köln"}' },
        ],
      },
      { role: 'tool', content: [{ type: 'text', text: 'rain' }], toolCallId: 'toolu_1' },
      { role: 'tool', content: [], toolCallId: 'functions.weather:1', vendor: { is_error: true } },
      {
        role: 'assistant',
        content: [],
        toolCalls: [
          {
            id: 'toolu_2',
            name: 'pack',
            argumentsJson: '',
            vendor: carried({ type: 'redacted_thinking', data: 'x' }, thought('rain')),
          },
        ],
      },
      { role: 'tool', content: [{ type: 'text', text: 'packed' }], toolCallId: 'toolu_2' },
    ];
    const { body, warnings } = request({
      messages,
      tools: [{ name: 'weather' }, { name: 'pack' }],
      vendor: { reasoning_effort: 'medium' },
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual(body, {
      model: 'claude-sonnet-4-5',
      max_tokens: 4096,
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Weather in Bonn and Köln, then pack.' }] },
        {
          role: 'assistant',
          content: [
            thought('two cities'),
            { type: 'text', text: 'Both at once.' },
            { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Bonn' } },
            { type: 'tool_use', id: 'functions_weather_1', name: 'weather', input: { city: 'Köln' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'rain' }] },
            { type: 'tool_result', tool_use_id: 'functions_weather_1', is_error: true },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'redacted_thinking', data: 'x' },
            thought('rain'),
            { type: 'tool_use', id: 'toolu_2', name: 'pack', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_2',
              content: [{ type: 'text', text: 'packed' }],
              cache_control: ephemeral,
            },
          ],
        },
      ],
      tools: [
        { name: 'weather', input_schema: { type: 'object', properties: {} } },
        { name: 'pack', input_schema: { type: 'object', properties: {} } },
      ],
      thinking: { type: 'enabled', budget_tokens: 2048 },
      stream: false,
    });
  });

  it('tool choices and turns in Anthropic’s words', () => {
    const choice = (toolChoice: Chat['toolChoice'], vendor = {}) =>
      request({ tools: [{ name: 'f' }], ...(toolChoice && { toolChoice }), vendor }).body.tool_choice;
    assert.deepEqual(choice('auto'), { type: 'auto' });
    assert.deepEqual(choice('none'), { type: 'none' });
    assert.deepEqual(choice('required'), { type: 'any' });
    assert.equal(choice(undefined), undefined);
    assert.deepEqual(choice(undefined, { parallel_tool_calls: false }), {
      type: 'auto',
      disable_parallel_tool_use: true,
    });
    const prefilled = request({ messages: [hi, textMessage('assistant', 'Sure: \n')] });
    assert.deepEqual(prefilled.body.messages, [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Sure:' }] },
    ]);
    assert.equal(request({ messages: [hi, textMessage('system', 'Late.')] }).warnings.length, 1);
  });
});

describe('sampling and thinking, by what a model takes', () => {
  it('a temperature or top_p, not both; models from 4.7 on are sent neither', () => {
    const { temperature, top_p: topP } = request({ topP: 0.9 }).body;
    assert.deepEqual([temperature, topP], [undefined, 0.9]);
    for (const model of ['claude-opus-4-7', 'claude-sonnet-5', 'claude-opus-4-8@20260501', 'claude-next']) {
      const { body, warnings } = request({ topP: 0.9 }, model);
      assert.deepEqual([body.temperature, body.top_p], [undefined, undefined], model);
      assert.equal(warnings.length, 1);
      assert.deepEqual(request({}, model).warnings, [], 'the default is nothing that anybody misses');
    }
    for (const model of [
      'claude-3-7-sonnet-20250219',
      'claude-opus-4-20250514',
      'claude-opus-4-6',
      'claude-haiku-4.5',
    ]) {
      assert.equal(request({}, model).body.temperature, 0.7, model);
    }
  });

  it('an effort is a budget within max_tokens, or adaptive thinking where the model knows no budget', () => {
    const vendor = { reasoning_effort: 'high' };
    const budget = request({ vendor, maxOutputTokens: 10_000 }).body;
    assert.deepEqual(budget.thinking, { type: 'enabled', budget_tokens: 8000 });
    assert.equal(budget.temperature, undefined);
    const adaptive = request({ vendor, toolChoice: 'required', tools: [{ name: 'f' }] }, 'claude-opus-4-6').body;
    assert.deepEqual(adaptive.thinking, { type: 'adaptive' });
    assert.deepEqual(adaptive.output_config, { effort: 'high' });
    assert.equal(request({ vendor: { reasoning_effort: 'none' } }).body.thinking, undefined);
    const own = { type: 'enabled', budget_tokens: 2000 };
    assert.deepEqual(request({ vendor: { thinking: own } }).body.thinking, own);
  });

  it('results of calls that another model made are not thought about, also when the user says more beside them', () => {
    const call: Message = {
      role: 'assistant',
      content: [],
      toolCalls: [{ id: 'c', name: 'look', argumentsJson: '{}' }],
    };
    const result: Message = { role: 'tool', toolCallId: 'c', content: [{ type: 'text', text: '42' }] };
    const asks = (...messages: readonly Message[]) =>
      request({ messages: [hi, ...messages], vendor: { reasoning_effort: 'low' } });
    for (const messages of [
      [call, result],
      [call, result, hi],
    ]) {
      const { body, warnings } = asks(...messages);
      assert.equal(body.thinking, undefined);
      assert.match(
        warnings[0] ?? '',
        /^reasoning_effort: left out, because the tool calls that are answered came without/,
      );
    }
    assert.notEqual(asks(call, result, textMessage('assistant', '42.'), hi).body.thinking, undefined);
  });

  it('a conversation that ends with an answer is gone on with, where the model does that', () => {
    const messages = [hi, textMessage('assistant', 'Hello, ')];
    assert.deepEqual(request({ messages }).body.messages, [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello,' }] },
    ]);
    assert.doesNotThrow(() => request({ messages }, 'my-own-name'));
    for (const model of ['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-opus-5']) {
      assert.throws(
        () => request({ messages }, model),
        /^RequestError: messages must end with a message of the user: this model goes on with no answer, got "assistant"$/,
      );
    }
  });

  it('white space alone is left out, and between words it is kept', () => {
    const spaced = (...texts: string[]): Message => ({
      role: 'user',
      content: texts.map((text) => ({ type: 'text', text })),
    });
    const { body } = request({
      messages: [hi, textMessage('assistant', '\n'), spaced(' ', ''), spaced('a', '\n', 'b')],
    });
    const said = ['Hi', 'a', '\n', 'b'].map((text) => ({ type: 'text', text }));
    assert.deepEqual(body.messages, [{ role: 'user', content: said }]);
  });

  it('instructions alone are the question', () => {
    const { body } = request({ messages: [textMessage('system', 'Say hello.')] });
    assert.equal(body.system, undefined);
    assert.deepEqual(body.messages, [{ role: 'user', content: [{ type: 'text', text: 'Say hello.' }] }]);
  });

  it('a text file that is badly encoded is sent as it is', () => {
    const content = [{ type: 'file' as const, url: 'data:text/plain,100%' }];
    const source = { type: 'text', media_type: 'text/plain', data: '100%' };
    assert.deepEqual(request({ messages: [{ role: 'user', content }] }).body.messages, [
      { role: 'user', content: [{ type: 'document', source }] },
    ]);
  });

  it('an effort that cannot be had is left out, and that is told', () => {
    const vendor = { reasoning_effort: 'low' };
    const foreign: Message[] = [
      hi,
      { role: 'assistant', content: [], toolCalls: [{ id: 'call_1', name: 'f', argumentsJson: '{}' }] },
      { role: 'tool', content: [{ type: 'text', text: 'done' }], toolCallId: 'call_1' },
    ];
    for (const chat of [
      { vendor, maxOutputTokens: 1000 },
      { vendor, tools: [{ name: 'f' }], toolChoice: 'required' as const },
      { vendor, messages: foreign },
    ]) {
      const { body, warnings } = request(chat);
      assert.equal(body.thinking, undefined);
      assert.equal(body.temperature, 0.7);
      assert.match(warnings[0] ?? '', /^reasoning_effort: left out, because /);
    }
  });
});

describe('marks for the prompt cache', () => {
  const going = [textMessage('system', 'S'), hi, textMessage('assistant', 'Yes?'), textMessage('user', 'More')];
  const marks = (chat: Partial<Chat>) => JSON.stringify(request(chat).body).split('cache_control').length - 1;

  it('stand on the last block of a conversation that goes on, and nowhere in a single question', () => {
    const { body } = request({ messages: going });
    assert.deepEqual(body.messages, [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Yes?' }] },
      { role: 'user', content: [{ type: 'text', text: 'More', cache_control: ephemeral }] },
    ]);
    assert.equal(marks({}), 0);
    assert.equal(marks({ messages: [textMessage('system', 'S'), hi] }), 0);
  });

  it('are the caller’s own where there are any: on a text, a message, a tool or the whole', () => {
    const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const onText: Message = { role: 'system', content: [{ type: 'text', text: 'S', vendor: hour }] };
    assert.deepEqual(request({ messages: [onText, ...going.slice(1)] }).body.system, [
      { type: 'text', text: 'S', ...hour },
    ]);
    assert.equal(marks({ messages: [onText, ...going.slice(1)] }), 1);
    assert.equal(marks({ messages: [...going, { ...hi, vendor: hour }] }), 1);
    assert.equal(marks({ messages: going, tools: [{ name: 'f', entryVendor: hour }] }), 1);
    assert.deepEqual(request({ messages: going, vendor: hour }).body.cache_control, hour.cache_control);
    assert.equal(marks({ messages: going, vendor: hour }), 1);
  });
});

describe('what has no form at Anthropic', () => {
  it('is refused by field, rule and value where the answer would be another', () => {
    const user = (content: Message['content'][number]): Partial<Chat> => ({
      messages: [{ role: 'user', content: [content] }],
    });
    assert.match(refusal({ choices: 2 }), /^n must be 1: .*, got 2$/);
    assert.match(refusal({ vendor: { logprobs: true } }), /^logprobs must be left out/);
    assert.match(refusal({ vendor: { logit_bias: { 5: 1 } } }), /^logit_bias must be left out/);
    assert.match(refusal({ vendor: { modalities: ['text', 'audio'] } }), /^modalities .* got "audio"$/);
    assert.match(
      refusal({ vendor: { response_format: { type: 'json_object' } } }),
      /^response_format\.type .* got "json_object"$/,
    );
    assert.match(refusal({ vendor: { reasoning_effort: 'most' } }), /^reasoning_effort must be one of .* got "most"$/);
    assert.match(refusal({ stop: ['\n'] }), /^stop must hold texts/);
    assert.match(
      refusal({ messages: [textMessage('assistant', 'Hi')] }),
      /^messages must begin with a message of the user/,
    );
    assert.match(
      refusal(user({ type: 'audio', format: 'wav', dataBase64: 'aGk=' })),
      /^messages\[0\]\.content\[0\]\.input_audio .* got "wav"$/,
    );
    assert.match(
      refusal(user({ type: 'image', url: 'data:image/tiff;base64,aGk=' })),
      /image_url\.url must be base64 of one of .* got "image\/tiff"/,
    );
    assert.match(refusal(user({ type: 'image', url: 'http://example.com/secret/a.png' })), /got "http:…"$/);
    assert.match(
      refusal(user({ type: 'file', url: 'data:application/zip;base64,aGk=' })),
      /file\.file_data must be .* got "application\/zip"/,
    );
    const broken = { id: 'c', name: 'f', argumentsJson: '["a secret"]' };
    const said = refusal({ messages: [hi, { role: 'assistant', content: [], toolCalls: [broken] }] });
    assert.equal(
      said,
      'messages[1].tool_calls[0].function.arguments must be the text of a JSON object, got "12 characters"',
    );
  });

  it('is left out and told where it is a wish about the same answer', () => {
    const { warnings, body } = request({
      seed: 7,
      vendor: { frequency_penalty: 0.5, verbosity: 'low', logit_bias: {}, service_tier: 'flex' },
    });
    assert.deepEqual(
      warnings.map((warning) => warning.split(':', 1)[0]),
      ['seed', 'frequency_penalty', 'verbosity', 'service_tier'],
    );
    assert.equal(JSON.stringify(body).includes('penalty'), false);
  });
});
