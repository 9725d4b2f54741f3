/** A chat in Gemini's dialect: each mapping, with bodies compared as a whole. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import { type Asked, toContentsRequest, toCountRequest } from '../../../server/providers/gemini-contents/to-request.ts';
import { RequestError } from '../../../server/request-error.ts';

const hello = textMessage('user', 'Hello');
const helloContents = [{ role: 'user', parts: [{ text: 'Hello' }] }];

function request(chat: Partial<Chat>, asked: Partial<Asked> = {}) {
  return toContentsRequest(
    { messages: [hello], ...chat },
    { model: 'gemini-2.5-flash', needs: [], api: 'gemini', ...asked },
  );
}

const bodyOf = (chat: Partial<Chat>, asked: Partial<Asked> = {}) => request(chat, asked).body;
const configOf = (chat: Partial<Chat>, asked: Partial<Asked> = {}) => bodyOf(chat, asked).generationConfig;

function refusal(chat: Partial<Chat>, asked: Partial<Asked> = {}): string {
  try {
    request(chat, asked);
  } catch (error) {
    if (error instanceof RequestError && error.kind === 'invalid-request') return error.message;
    throw error;
  }
  return 'not refused';
}

describe('a chat in Gemini’s dialect', () => {
  it('sends one question as one content of the user, and nothing that was not asked for', () => {
    assert.deepEqual(request({}), { body: { contents: helloContents }, warnings: [] });
  });

  it('puts what system and developer say apart, and joins turns of one side', () => {
    const messages = [
      textMessage('system', 'Be brief.'),
      hello,
      textMessage('user', 'Are you there?'),
      textMessage('assistant', 'Yes.'),
      textMessage('developer', 'Be kind.'),
      textMessage('user', 'Good.'),
    ];
    assert.deepEqual(bodyOf({ messages }), {
      contents: [
        { role: 'user', parts: [{ text: 'Hello' }, { text: 'Are you there?' }] },
        { role: 'model', parts: [{ text: 'Yes.' }] },
        { role: 'user', parts: [{ text: 'Good.' }] },
      ],
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
    });
  });

  it('asks with the instructions themselves where there is nothing else', () => {
    assert.deepEqual(bodyOf({ messages: [textMessage('system', 'Say hello.')] }), {
      contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }],
    });
  });

  it('R5: sends images, audio and files inline, and addresses as they are', () => {
    const messages: Chat['messages'] = [
      {
        role: 'user',
        content: [
          { type: 'image', url: 'data:image/png;base64,iVBORw0=' },
          { type: 'image', url: 'gs://bucket/a.jpg', detail: 'high' },
          { type: 'image', url: 'https://example.com/picture?size=1' },
          { type: 'audio', format: 'wav', dataBase64: 'UklGRg==' },
          { type: 'file', name: 'a.txt', url: 'data:text/plain,caf%C3%A9' },
        ],
      },
    ];
    assert.deepEqual(request({ messages }), {
      body: {
        contents: [
          {
            role: 'user',
            parts: [
              { inlineData: { mimeType: 'image/png', data: 'iVBORw0=' } },
              { fileData: { mimeType: 'image/jpeg', fileUri: 'gs://bucket/a.jpg' } },
              { fileData: { fileUri: 'https://example.com/picture?size=1' } },
              { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } },
              { inlineData: { mimeType: 'text/plain', data: Buffer.from('café').toString('base64') } },
            ],
          },
        ],
      },
      warnings: ['messages[0].content[1].detail: left out, because Gemini has no such field'],
    });
  });

  it('offers tools with their own JSON Schema, and says which must be called', () => {
    const parameters = {
      type: 'object',
      properties: { city: { type: ['string', 'null'] } },
      additionalProperties: false,
    };
    const tools = [
      { name: 'weather', description: 'Tells it.', parameters, vendor: { strict: true } },
      { name: 'now' },
    ];
    const declared = [
      {
        functionDeclarations: [
          { name: 'weather', description: 'Tells it.', parametersJsonSchema: parameters },
          { name: 'now' },
        ],
      },
    ];
    assert.deepEqual(request({ tools, toolChoice: { name: 'now' } }), {
      body: {
        contents: helloContents,
        tools: declared,
        toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['now'] } },
      },
      warnings: ['tools[0].strict: left out, because Gemini has no such field'],
    });
    const modes = (['auto', 'none', 'required'] as const).map((toolChoice) => bodyOf({ tools, toolChoice }).toolConfig);
    assert.deepEqual(
      modes,
      ['AUTO', 'NONE', 'ANY'].map((mode) => ({ functionCallingConfig: { mode } })),
    );
  });

  it('names every sampling option in the dialect’s words', () => {
    const vendor = {
      top_k: 5,
      presence_penalty: 0.5,
      frequency_penalty: -1,
      logprobs: true,
      top_logprobs: 3,
      reasoning_effort: 'medium',
    };
    assert.deepEqual(
      configOf({ temperature: 0.2, topP: 0.9, maxOutputTokens: 99, stop: ['END'], seed: 7, choices: 2, vendor }),
      {
        temperature: 0.2,
        topP: 0.9,
        topK: 5,
        maxOutputTokens: 99,
        stopSequences: ['END'],
        seed: 7,
        candidateCount: 2,
        presencePenalty: 0.5,
        frequencyPenalty: -1,
        responseLogprobs: true,
        logprobs: 3,
        thinkingConfig: { includeThoughts: true, thinkingBudget: 8_192 },
      },
    );
  });

  it('asks for thought in budgets, from Gemini 3 on in levels, and never for none of a model that must think', () => {
    const thinking = (effort: string, model: string) => {
      const { body, warnings } = request({ vendor: { reasoning_effort: effort } }, { model });
      return [body.generationConfig, warnings.length];
    };
    const config = (thinkingConfig: object) => ({ thinkingConfig });
    assert.deepEqual(thinking('none', 'gemini-2.5-flash'), [config({ thinkingBudget: 0 }), 0]);
    assert.deepEqual(thinking('none', 'gemini-2.5-pro'), [config({ thinkingBudget: 128 }), 1]);
    assert.deepEqual(thinking('none', 'gemini-3-flash-preview'), [config({ thinkingLevel: 'minimal' }), 0]);
    assert.deepEqual(thinking('none', 'gemini-3.1-pro-preview'), [config({ thinkingLevel: 'low' }), 1]);
    assert.deepEqual(thinking('high', 'gemini-3-pro'), [config({ includeThoughts: true, thinkingLevel: 'high' }), 0]);
    assert.match(refusal({ vendor: { reasoning_effort: 'wild' } }), /^reasoning_effort must be one of none, /);
  });

  it('asks for JSON, with the caller’s own schema where there is one', () => {
    const schema = { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } };
    const withFormat = (format: unknown) => configOf({ vendor: { response_format: format } });
    assert.deepEqual(withFormat({ type: 'json_object' }), { responseMimeType: 'application/json' });
    assert.deepEqual(withFormat({ type: 'json_schema', json_schema: { name: 'x', strict: true, schema } }), {
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    assert.equal(withFormat({ type: 'text' }), undefined);
    assert.match(refusal({ vendor: { response_format: { type: 'grammar' } } }), /^response_format must be of type/);
  });

  it('asks for pictures and speech where the request needs them', () => {
    assert.deepEqual(configOf({}, { needs: ['image-output'] }), { responseModalities: ['TEXT', 'IMAGE'] });
    assert.deepEqual(configOf({}, { model: 'gemini-2.5-flash-preview-tts' }), { responseModalities: ['AUDIO'] });
    const drawing = { model: 'gemini-3-pro-image-preview' };
    assert.deepEqual(configOf({}, drawing), { responseModalities: ['TEXT', 'IMAGE'] });
    assert.equal(configOf({ vendor: { modalities: ['text'] } }, drawing), undefined);
    assert.deepEqual(configOf({}, { needs: ['audio-output'] }), { responseModalities: ['AUDIO'] });
    assert.deepEqual(configOf({ vendor: { modalities: ['text', 'audio'], audio: { voice: 'Kore', format: 'wav' } } }), {
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    });
    assert.match(refusal({ vendor: { modalities: ['smell'] } }), /^modalities must be/);
  });

  it('grounds with a search, and with a datastore only where the track names one', () => {
    const datastore = 'projects/p/locations/global/collections/default_collection/dataStores/d';
    assert.deepEqual(bodyOf({}, { needs: ['grounding'] }).tools, [{ googleSearch: {} }]);
    assert.deepEqual(bodyOf({ vendor: { web_search_options: {} } }).tools, [{ googleSearch: {} }]);
    assert.deepEqual(bodyOf({}, { needs: ['vertex-search'], api: 'vertex', datastore }).tools, [
      { retrieval: { vertexAiSearch: { datastore } } },
    ]);
    assert.match(refusal({}, { needs: ['vertex-search'], api: 'vertex' }), /^datastore must be set for this track/);
    assert.match(refusal({}, { needs: ['vertex-search'] }), /"vertex-search" at a track of provider "vertex" only/);
    assert.deepEqual(bodyOf({}, { needs: ['bigquery'], api: 'vertex' }), { contents: helloContents });
  });

  it('passes Google’s own fields on, in the place its compatible endpoint has them', () => {
    const safety = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
    const google = {
      thinking_config: { include_thoughts: true, thinking_budget: 256 },
      safety_settings: safety,
      cached_content: 'cachedContents/1',
    };
    const expected = {
      contents: helloContents,
      safetySettings: safety,
      cachedContent: 'cachedContents/1',
      generationConfig: { thinkingConfig: { includeThoughts: true, thinkingBudget: 256 } },
    };
    assert.deepEqual(bodyOf({ vendor: { extra_body: { google } } }), expected);
    assert.deepEqual(bodyOf({ vendor: { google } }), expected);
    assert.match(refusal({ vendor: { google: { thing: 1 } } }), /^google\.thing cannot be asked of Gemini/);
  });

  it('labels a request for Cloud Billing', () => {
    const labels = { dualtrack_profile: 'default' };
    assert.deepEqual(bodyOf({}, { api: 'vertex', labels }), { contents: helloContents, labels });
  });

  it('refuses a field that would change the answer by its name, and lists one that would not', () => {
    assert.equal(
      refusal({ vendor: { logit_bias: { 50256: -100 } } }),
      'logit_bias cannot be asked of Gemini: it has no such field',
    );
    const nothing = { logit_bias: {}, web_search: false, parallel_tool_calls: true };
    assert.deepEqual(
      request({ vendor: nothing }),
      { body: { contents: helloContents }, warnings: [] },
      'asks for nothing',
    );
    assert.deepEqual(request({ vendor: { user: 'me', parallel_tool_calls: false } }), {
      body: { contents: helloContents },
      warnings: [
        'user: left out, because Gemini has no such field',
        'parallel_tool_calls: left out, because Gemini has no such field',
      ],
    });
  });

  it('refuses what a system, a tool or an address cannot say, by its place', () => {
    const image = { type: 'image', url: 'data:image/png;base64,AA==' } as const;
    assert.match(
      refusal({ messages: [{ role: 'system', content: [image] }] }),
      /^messages\[0\]\.content\[0\] must be text/,
    );
    const stray: Chat['messages'][number] = { role: 'tool', toolCallId: 'x', content: [{ type: 'text', text: '1' }] };
    assert.match(refusal({ messages: [hello, stray] }), /^messages\[1\]\.tool_call_id must be the id of a call.*"x"$/);
    const far = { type: 'image', url: 'ftp://example.com/a.png' } as const;
    assert.match(refusal({ messages: [{ role: 'user', content: [far] }] }), /must be a data:, https: or gs: URL$/);
    const toolCalls = [{ id: '1', name: 'f', argumentsJson: '[1]' }];
    assert.match(
      refusal({ messages: [hello, { role: 'assistant', content: [], toolCalls }] }),
      /^messages\[1\]\.tool_calls\[0\]\.function\.arguments must be a JSON object$/,
    );
  });

  it('counts what costs input, and nothing else', () => {
    const body = bodyOf({ messages: [textMessage('system', 'Be brief.'), hello], temperature: 1 });
    assert.deepEqual(toCountRequest(body), {
      contents: helloContents,
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
    });
  });
});

describe('three turns with tools', () => {
  const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };
  const messages: Chat['messages'] = [
    textMessage('user', 'Weather in Rome and Oslo?'),
    {
      role: 'assistant',
      content: [{ type: 'text', text: 'I will look.' }],
      toolCalls: [
        { id: 'a', name: 'weather', argumentsJson: '{"city":"Rome"}', vendor: signature },
        { id: 'b', name: 'weather', argumentsJson: '{"city":"Oslo"}' },
      ],
    },
    { role: 'tool', toolCallId: 'b', content: [{ type: 'text', text: '{"celsius":2}' }] },
    {
      role: 'tool',
      toolCallId: 'a',
      content: [
        { type: 'text', text: 'sunny' },
        { type: 'image', url: 'data:image/png;base64,AA==' },
      ],
    },
    { role: 'assistant', content: [], toolCalls: [{ id: 'c', name: 'now', argumentsJson: '' }] },
    { role: 'tool', toolCallId: 'c', content: [{ type: 'text', text: '[12, 30]' }] },
  ];

  it('keep calls, answers by name, parallel calls in one content, and each thought’s signature', () => {
    assert.deepEqual(bodyOf({ messages }, { api: 'vertex' }), {
      contents: [
        { role: 'user', parts: [{ text: 'Weather in Rome and Oslo?' }] },
        {
          role: 'model',
          parts: [
            { text: 'I will look.' },
            { functionCall: { name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'c2ln' },
            { functionCall: { name: 'weather', args: { city: 'Oslo' } } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'weather', response: { output: 'sunny' } } },
            { functionResponse: { name: 'weather', response: { celsius: 2 } } },
            { inlineData: { mimeType: 'image/png', data: 'AA==' } },
          ],
        },
        { role: 'model', parts: [{ functionCall: { name: 'now', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'now', response: { output: '[12, 30]' } } }] },
      ],
    });
  });

  it('are paired by id at the Gemini API, and a call of another model’s is signed with Google’s word for it', () => {
    const { contents } = bodyOf({ messages }, { model: 'gemini-3-flash-preview' });
    assert.deepEqual(contents, [
      { role: 'user', parts: [{ text: 'Weather in Rome and Oslo?' }] },
      {
        role: 'model',
        parts: [
          { text: 'I will look.' },
          { functionCall: { id: 'a', name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'c2ln' },
          { functionCall: { id: 'b', name: 'weather', args: { city: 'Oslo' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'weather', response: { output: 'sunny' } } },
          { functionResponse: { id: 'b', name: 'weather', response: { celsius: 2 } } },
          { inlineData: { mimeType: 'image/png', data: 'AA==' } },
        ],
      },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'c', name: 'now', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
        ],
      },
      { role: 'user', parts: [{ functionResponse: { id: 'c', name: 'now', response: { output: '[12, 30]' } } }] },
    ]);
  });
});
