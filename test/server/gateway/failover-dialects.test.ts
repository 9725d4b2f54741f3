/** One request goes from a relay to Vertex AI, to Anthropic and back, with its tools and images said in each dialect. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../../server/clock.ts';
import { createAnthropic } from '../../../server/providers/anthropic.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import { createOpenAiCompatible, openAiDialect } from '../../../server/providers/openai-compatible.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { createVertex } from '../../../server/providers/vertex.ts';
import { policyFor } from '../../../server/routing/policy.ts';
import type { Fault } from '../../../server/sandbox/faults.ts';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { type OpenGateway, openGateway } from '../../support/gateway.ts';

const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
const down: Fault = { type: 'status', status: 503, body: 'down' };
const image = 'data:image/png;base64,aGk=';
const look = { name: 'look', description: 'Looks closer', parameters: { type: 'object', properties: {} } };
const messages = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: image } },
    ],
  },
];
const body = {
  model: 'dualtrack',
  messages,
  tools: [{ type: 'function', function: look }],
  tool_choice: { type: 'function', function: { name: 'look' } },
  temperature: 0.2,
  max_tokens: 100,
};

describe('failover between dialects', () => {
  const simulators = new Map<string, Simulator>();
  let sent: { track: string; body: Record<string, unknown> }[] = [];
  let http: Http;
  let gateway: OpenGateway;
  before(async () => {
    for (const track of ['relay', 'vertex', 'claude']) {
      const onBody = (value: unknown) => sent.push({ track, body: value as Record<string, unknown> });
      simulators.set(track, await startSimulator({ onBody }));
    }
    http = createHttp();
    const parts = { http, clock: systemClock, resolveKey: async () => null, networkInterfaces };
    const credentials = { headers: async () => ({ authorization: 'Bearer t' }), refused: async () => {} };
    const providers: Readonly<Record<string, Provider>> = {
      'openai-compatible': createOpenAiCompatible(parts),
      vertex: createVertex({ ...parts, credentials, completions: openAiDialect }),
      anthropic: createAnthropic(parts),
    };
    gateway = await openGateway({
      upstreams: {},
      provider: (request, context) => {
        const provider = providers[request.target.track.provider];
        assert.ok(provider !== undefined);
        return provider.chat(request, context);
      },
      configuration: {
        tracks: {
          relay: {
            provider: 'openai-compatible',
            baseUrl: upstream('relay').url,
            retry: { attempts: 1 },
            models: { 'gpt-4.1': { price }, 'gemini-2.5-flash': { price } },
          },
          vertex: {
            provider: 'vertex',
            project: 'p',
            location: 'global',
            baseUrl: upstream('vertex').origin,
            retry: { attempts: 1 },
            models: { 'gemini-2.5-flash': { price, features: ['tools', 'images', 'grounding'] } },
          },
          claude: {
            provider: 'anthropic',
            baseUrl: upstream('claude').origin,
            retry: { attempts: 1 },
            models: { 'claude-sonnet-4-5': { price } },
          },
        },
        profiles: {
          default: {
            strategy: 'priority',
            targets: ['gpt-4.1@relay', 'gemini-2.5-flash@vertex', 'claude-sonnet-4-5@claude', 'gemini-2.5-flash@relay'],
          },
          balanced: { strategy: 'balanced', targets: ['gpt-4.1@relay', 'gemini-2.5-flash@vertex'] },
        },
      },
    });
  });
  after(async () => {
    await gateway.close();
    await http.close();
    await Promise.all([...simulators.values()].map((simulator) => simulator.close()));
  });
  beforeEach(() => {
    sent = [];
    for (const simulator of simulators.values()) simulator.script({});
    for (const target of gateway.configuration.current().targets.keys()) {
      gateway.breakers.act('reset', target, policyFor({}, {}, false).breaker);
    }
  });

  const upstream = (track: string): Simulator => {
    const simulator = simulators.get(track);
    assert.ok(simulator !== undefined);
    return simulator;
  };

  for (const stream of [false, true]) {
    it(`relay, Vertex AI, Anthropic and back to the relay in one request, ${stream ? 'streamed' : 'whole'}`, async () => {
      upstream('relay').script({ faults: [down] });
      upstream('vertex').script({ faults: [{ type: 'error-event', afterParts: 0 }] });
      upstream('claude').script({ faults: [{ type: 'error-event', afterParts: 0 }] });
      const response = await gateway.post({ ...body, stream });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      assert.equal(response.headers.get('x-dualtrack-target'), 'gemini-2.5-flash@relay');
      assert.match(text, /"name":"look"/);
      assert.match(text, /"finish_reason":"tool_calls"/);
      assert.deepEqual(
        sent.map(({ track }) => track),
        ['relay', 'vertex', 'claude', 'relay'],
      );
      const relayed = {
        messages,
        tools: body.tools,
        tool_choice: body.tool_choice,
        temperature: 0.2,
        max_tokens: 100,
        stream,
        ...(stream && { stream_options: { include_usage: true } }),
      };
      assert.deepEqual(sent[0]?.body, { model: 'gpt-4.1', ...relayed });
      assert.deepEqual(sent[3]?.body, { model: 'gemini-2.5-flash', ...relayed });
      assert.deepEqual(sent[1]?.body, {
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: 'aGk=' } }] },
        ],
        tools: [
          {
            functionDeclarations: [
              { name: look.name, description: look.description, parametersJsonSchema: look.parameters },
            ],
          },
        ],
        toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } },
        generationConfig: { temperature: 0.2, maxOutputTokens: 100 },
        labels: { dualtrack_profile: 'default' },
      });
      assert.deepEqual(sent[2]?.body, {
        model: 'claude-sonnet-4-5',
        max_tokens: 100,
        system: [{ type: 'text', text: 'Be brief.' }],
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
            ],
          },
        ],
        tools: [{ name: look.name, description: look.description, input_schema: look.parameters }],
        tool_choice: { type: 'tool', name: 'look' },
        temperature: 0.2,
        stream,
      });
    });
  }

  it('a profile over both falls from either to the other', async () => {
    for (const failing of ['relay', 'vertex'] as const) {
      for (const simulator of simulators.values()) simulator.script({});
      upstream(failing).script({ afterwards: down });
      const response = await gateway.post({ ...body, model: 'dualtrack/balanced' });
      assert.equal(response.status, 200);
      const other = failing === 'relay' ? 'gemini-2.5-flash@vertex' : 'gpt-4.1@relay';
      assert.equal(response.headers.get('x-dualtrack-target'), other);
      await response.text();
    }
  });

  it('a tool round trip goes on at another vendor, with calls and results in its words', async () => {
    const first = await (await gateway.post({ ...body, model: 'claude-sonnet-4-5@claude' })).json();
    const said = first.choices[0].message;
    upstream('relay').script({ faults: [down] });
    sent = [];
    const answered = [...messages, said, { role: 'tool', tool_call_id: said.tool_calls[0].id, content: 'A cat.' }];
    const response = await gateway.post({ ...body, tool_choice: 'auto', messages: answered });
    assert.equal(response.status, 200, await response.clone().text());
    assert.equal(response.headers.get('x-dualtrack-target'), 'gemini-2.5-flash@vertex');
    const contents = sent[1]?.body.contents;
    assert.ok(Array.isArray(contents));
    assert.deepEqual(
      contents.slice(1).map(({ role, parts }) => [role, Object.keys(parts[0])]),
      [
        ['model', ['functionCall']],
        ['user', ['functionResponse']],
      ],
    );
  });

  it('what one dialect has no form for goes on to one that has, without asking the first, and costs nothing', async () => {
    const broken = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at": ' } };
    const conversation = [
      ...messages,
      { role: 'assistant', content: null, tool_calls: [broken] },
      { role: 'tool', tool_call_id: 'call_1', content: 'No such place.' },
    ];
    upstream('relay').script({ faults: [down] });
    const response = await gateway.post({ ...body, tool_choice: 'auto', messages: conversation });
    assert.equal(response.status, 200, await response.clone().text());
    assert.equal(response.headers.get('x-dualtrack-target'), 'gemini-2.5-flash@relay');
    assert.equal(response.headers.get('x-dualtrack-attempts'), '2');
    assert.deepEqual(
      sent.map(({ track }) => track),
      ['relay', 'relay'],
    );
    await response.text();
  });

  it('where no dialect has a form for it the refusal names what is wrong, and a failure of an upstream counts for more', async () => {
    const orphan = [...messages, { role: 'tool', tool_call_id: 'call_9', content: 'Whose?' }];
    const refused = await gateway.post({ ...body, model: 'gemini-2.5-flash@vertex', messages: orphan });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error.message, /^messages\[2\]\.tool_call_id must be the id of a call/);
    upstream('relay').script({ afterwards: down });
    const failed = await gateway.post({ ...body, model: 'dualtrack/balanced', messages: orphan });
    assert.equal(failed.status, 502);
    assert.match((await failed.json()).error.message, /^gpt-4\.1@relay: 503 .*besides, .*request not understood/);
  });

  it('ids, instructions within the conversation and messages without a word are said as each vendor takes them', async () => {
    const conversation = [
      ...messages,
      { role: 'assistant', content: '' },
      {
        role: 'assistant',
        content: ' \n',
        tool_calls: [{ id: 'a.b/1', type: 'function', function: { name: 'look', arguments: '' } }],
      },
      { role: 'tool', tool_call_id: 'a.b/1', content: '' },
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'So?' },
    ];
    upstream('relay').script({ faults: [down] });
    upstream('vertex').script({ faults: [{ type: 'error-event', afterParts: 0 }] });
    const response = await gateway.post({ ...body, tool_choice: 'auto', stream: true, messages: conversation });
    assert.equal(response.status, 200, await response.clone().text());
    await response.text();
    assert.equal(response.headers.get('x-dualtrack-target'), 'claude-sonnet-4-5@claude');
    assert.match(
      response.headers.get('x-dualtrack-warnings') ?? '',
      /messages\[5\]: its instructions stand before the conversation/,
    );
    const [, gemini, claude] = sent.map((one) => one.body);
    assert.deepEqual(gemini?.systemInstruction, { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] });
    const picture = { inlineData: { mimeType: 'image/png', data: 'aGk=' } };
    assert.deepEqual(gemini?.contents, [
      { role: 'user', parts: [{ text: 'What is this?' }, picture] },
      { role: 'model', parts: [{ text: ' \n' }, { functionCall: { name: 'look', args: {} } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'look', response: { output: '' } } }, { text: 'So?' }] },
    ]);
    assert.deepEqual(claude?.system, [
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'Be kind.' },
    ]);
    const turns = claude?.messages;
    assert.ok(Array.isArray(turns));
    assert.deepEqual(turns.slice(1), [
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a_b_1', name: 'look', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a_b_1' },
          { type: 'text', text: 'So?', cache_control: { type: 'ephemeral' } },
        ],
      },
    ]);
  });

  it('thoughts that led to a call go back with its result, through a caller who knows nothing of them', async () => {
    const thinking = { thinking: { type: 'enabled', budget_tokens: 1024 } };
    const claude = { ...body, ...thinking, model: 'claude-sonnet-4-5@claude', max_tokens: 2000 };
    const { choices } = await (await gateway.post(claude)).json();
    const said = choices[0].message;
    const answered = [...messages, said, { role: 'tool', tool_call_id: said.tool_calls[0].id, content: 'A cat.' }];
    const response = await gateway.post({ ...claude, tool_choice: 'auto', messages: answered });
    // The simulator refuses, as the vendor does, when they are missing.
    assert.equal(response.status, 200, await response.clone().text());
    const turns = sent.at(-1)?.body.messages;
    assert.ok(Array.isArray(turns));
    assert.deepEqual(
      turns[1].content.map(({ type }: { type: string }) => type),
      ['thinking', 'tool_use'],
    );
  });

  it('what only Vertex AI has never goes elsewhere, not even when Vertex AI fails', async () => {
    upstream('vertex').script({ faults: [{ type: 'none' }, down, down, down] });
    const grounded = { 'x-dualtrack-features': 'grounding' };
    const ask = () =>
      gateway.post({ model: 'dualtrack', messages: [{ role: 'user', content: 'What is new?' }] }, grounded);
    const answered = await ask();
    assert.equal(answered.headers.get('x-dualtrack-target'), 'gemini-2.5-flash@vertex');
    assert.deepEqual(sent[0]?.body.tools, [{ googleSearch: {} }]);
    await answered.text();
    const failed = await ask();
    assert.equal(failed.status >= 500, true);
    await failed.text();
    assert.deepEqual([...new Set(sent.map(({ track }) => track))], ['vertex']);
  });
});
