/** What the gateway does not understand passes through it, both ways; where that cannot be, the request is refused. */
import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { gatewayOfEachTest, question, readEvents } from '../../support/gateway.ts';

const open = gatewayOfEachTest();

const user = { role: 'user', content: 'What does this do?' };
const look = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } };
const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };

/** By what they are: fields of a request, each of which arrives at the upstream as it was sent. */
const requestFields: Readonly<Record<string, object>> = {
  parallel_tool_calls: { parallel_tool_calls: false, tools: [look] },
  prediction: { prediction: { type: 'content', content: 'const a = 1;' } },
  modalities: { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } },
  reasoning_effort: { reasoning_effort: 'low' },
  metadata: { metadata: { project: 'shop' } },
  store: { store: true },
  service_tier: { service_tier: 'flex' },
  response_format: {
    response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } },
  },
  logprobs: { logprobs: true, top_logprobs: 2 },
  logit_bias: { logit_bias: { '50256': -100 } },
  seed: { seed: 7 },
  user: { user: 'someone' },
  penalties: { frequency_penalty: 0.5, presence_penalty: -0.5 },
  safety_identifier: { safety_identifier: 'x', prompt_cache_key: 'k', verbosity: 'low' },
  web_search_options: { web_search_options: { search_context_size: 'low' } },
  'fields of vendors': { vendor_knob: { deep: [1, { two: null }] }, extra_body: { google: { thinking_config: {} } } },
  'a custom tool, chosen': {
    tools: [look, { type: 'custom', custom: { name: 'run', format: { type: 'text' } } }],
    tool_choice: { type: 'custom', custom: { name: 'run' } },
  },
  'tools of a vendor, each at its place': {
    tools: [{ type: 'web_search' }, look, { type: 'code_interpreter', container: { type: 'auto' } }],
  },
  'tools of a vendor alone': { tools: [{ type: 'web_search', filters: { allowed_domains: ['a.example'] } }] },
  'fields beside a function': { tools: [{ ...look, cache_control: { type: 'ephemeral' } }] },
  'a choice among tools': {
    tools: [look],
    tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [look] } },
  },
  'a word for a choice of tools that OpenAI has not': { tools: [look], tool_choice: 'any' },
  'functions in their older form': {
    functions: [{ name: 'look', parameters: { type: 'object' } }],
    function_call: { name: 'look' },
    messages: [
      user,
      { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{}' } },
      { role: 'function', name: 'look', content: 'a cat' },
    ],
  },
  'a role of a vendor': { messages: [{ role: 'latest_reminder', content: 'Be brief.' }, user] },
  'signatures of thoughts': {
    tools: [look],
    messages: [
      user,
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' }, ...signature }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
    ],
  },
  'calls of custom tools beside those of functions': {
    messages: [
      user,
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'custom', custom: { name: 'run', input: 'ls' } },
          { id: 'c2', type: 'function', function: { name: 'look', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'a.txt' },
      { role: 'tool', tool_call_id: 'c2', content: 'a cat' },
    ],
  },
  'content of a vendor, each at its place': {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'file', file: { file_id: 'file-1' } },
          { type: 'text', text: 'What is this?' },
          { type: 'video_url', video_url: { url: 'https://a.example/a.mp4' } },
        ],
      },
    ],
  },
  'fields within content': {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://a.example/a', format: 'image/png' }, id: 1 },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav', language: 'en' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA', pages: 2 } },
        ],
      },
    ],
  },
  'what an assistant refused, thought and said': {
    messages: [
      user,
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      { role: 'assistant', content: null, refusal: 'No.' },
      { role: 'assistant', content: null, audio: { id: 'audio-1' } },
      {
        role: 'assistant',
        content: 'Yes.',
        reasoning_content: 'Hm.',
        reasoning_details: [{ type: 'x', data: 'c2ln' }],
      },
      user,
    ],
  },
};

describe('a request', () => {
  for (const [what, fields] of Object.entries(requestFields)) {
    it(`arrives as it was sent: ${what}`, async () => {
      const bodies: unknown[] = [];
      const { post } = await open({ onBody: (body) => bodies.push(body) });
      const sent = { messages: [user], temperature: 0.5, max_tokens: 50, ...fields };
      const response = await post({ model: 'm', ...sent });
      assert.equal(response.status, 200, await response.text());
      assert.deepEqual(bodies, [{ ...sent, model: 'm-2026', stream: false }]);
    });
  }

  const foreign: Readonly<Record<string, readonly [fields: object, named: string]>> = {
    tools: [{ tools: [look, { type: 'web_search' }] }, 'tools[1], a "web_search"'],
    functions: [{ functions: [{ name: 'look' }] }, 'functions'],
    'a choice of a tool': [{ tools: [look], tool_choice: 'any' }, 'tool_choice'],
    roles: [{ messages: [user, { role: 'function', name: 'x', content: 'x' }] }, 'messages[1], a "function"'],
    content: [
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'x' } }] }] },
      'content[0], a "file" in a message of the user',
    ],
    calls: [
      { messages: [user, { role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { input: 'x' } }] }] },
      'tool_calls[0], a "custom" in a message of the assistant',
    ],
  };

  for (const [what, [fields, named]] of Object.entries(foreign)) {
    it(`with ${what} of a vendor is refused where only another dialect is spoken`, async () => {
      const { post } = await open();
      const response = await post(question({ ...fields, model: 'gpt-4.1@sandbox' }));
      const { error } = await response.json();
      assert.deepEqual([response.status, error.code], [400, 'no-target']);
      assert.match(error.message, /gpt-4.1@sandbox: it does not speak OpenAI's dialect, which alone has /);
      assert.ok(error.message.includes(named), error.message);
    });
  }

  it('of a vendor passes over targets of another dialect', async () => {
    const { post } = await open({ profile: { targets: ['gpt-4.1@sandbox', 'm@a'] } });
    const plain = await post(question());
    assert.equal(plain.headers.get('x-dualtrack-target'), 'gpt-4.1@sandbox');
    const withSearch = await post(question({ tools: [{ type: 'web_search' }] }));
    assert.equal(withSearch.headers.get('x-dualtrack-target'), 'm@a');
  });
});

/** An upstream's answer: the fields of the body, of its choice and of the message in it. */
interface Answer {
  readonly ofBody?: object;
  readonly ofChoice?: object;
  readonly message: object;
}

const answers: Readonly<Record<string, Answer>> = {
  'a refusal and its probabilities': {
    message: { content: null, refusal: 'No.' },
    ofChoice: { logprobs: { content: null, refusal: [{ token: 'No.', logprob: -1 }] } },
  },
  probabilities: { message: { content: 'Hi' }, ofChoice: { logprobs: { content: [{ token: 'Hi' }], refusal: null } } },
  'probabilities in another form': {
    message: { content: 'Hi' },
    ofChoice: { logprobs: { tokens: ['Hi'], token_logprobs: [-1] } },
  },
  citations: {
    message: {
      content: 'Hi, hi',
      annotations: [
        { type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 } },
        { type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A', start_index: 4, end_index: 6 } },
        { type: 'file_citation', file_citation: { file_id: 'f1' } },
      ],
    },
  },
  'citations alone': {
    message: {
      annotations: [
        { type: 'file_citation', file_citation: { file_id: 'f1' } },
        { type: 'url_citation', url_citation: { url: 'https://a.example', start_index: 0 } },
      ],
    },
  },
  reasoning: {
    message: {
      content: 'Hi',
      reasoning_content: 'Hm.',
      reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }],
    },
  },
  'a fingerprint and a tier': {
    message: { content: 'Hi' },
    ofBody: { system_fingerprint: 'fp_1', service_tier: 'default', provider: 'Acme' },
  },
  'citations of the whole answer': {
    message: { content: 'Hi' },
    ofBody: { citations: ['https://a.example'] },
  },
  audio: { message: { content: null, audio: { id: 'audio-1', data: 'AAAA', transcript: 'Hi', expires_at: 17 } } },
  images: {
    message: {
      content: 'Hi',
      images: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'image_url', image_url: { url: 'https://a.example/a.png' } },
      ],
    },
  },
  'signatures of thoughts': {
    message: {
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' }, ...signature }],
    },
    ofChoice: { finish_reason: 'tool_calls' },
  },
  'a call of a custom tool': {
    message: { content: null, tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'run', input: 'ls' } }] },
    ofChoice: { finish_reason: 'tool_calls' },
  },
  'a call of a type of the vendor': {
    message: {
      content: null,
      tool_calls: [{ id: 'c1', type: 'builtin_function', function: { name: '$web_search', arguments: '{}' } }],
    },
    ofChoice: { finish_reason: 'tool_calls' },
  },
  'what a choice says of itself': {
    message: { content: 'Hi', cached: true },
    ofChoice: { native_finish_reason: 'STOP', content_filter_results: { hate: { filtered: false } } },
  },
};

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const choiceOf = ({ ofChoice = {} }: Answer) => ({ index: 0, logprobs: null, finish_reason: 'stop', ...ofChoice });

describe('an answer', () => {
  const answering = (body: unknown) =>
    open({ upstreams: { a: { afterwards: { type: 'status', status: 200, headers: {}, body } } } });

  /** What the caller is told beyond what the gateway says of every answer. */
  function added({ message, ofChoice }: Answer, delta: Record<string, unknown>, choice: Record<string, unknown>) {
    const find = (fields: object, among: Record<string, unknown>) =>
      inOrder(Object.fromEntries(Object.keys(fields).map((name) => [name, among[name]])));
    return { message: find(message, delta), ofChoice: find(ofChoice ?? {}, choice) };
  }

  for (const [what, answer] of Object.entries(answers)) {
    const { message, ofChoice = {}, ofBody = {} } = answer;

    it(`comes back whole: ${what}`, async () => {
      const choice = { ...choiceOf(answer), message: { role: 'assistant', ...message } };
      const { post } = await answering({ id: 'u1', model: 'm', ...ofBody, choices: [choice], usage });
      const body = await (await post(question())).json();
      assert.deepEqual(added(answer, body.choices[0].message, body.choices[0]), {
        message: inOrder(message),
        ofChoice,
      });
      for (const [name, value] of Object.entries(ofBody)) assert.deepEqual(body[name], value, name);
    });

    it(`comes back streamed: ${what}`, async () => {
      const { finish_reason, ...ofDelta } = choiceOf(answer);
      const chunk = (choices: readonly object[], more: object = {}) =>
        `data: ${JSON.stringify({ id: 'u1', model: 'm', ...ofBody, choices, ...more })}\n\n`;
      const stream =
        chunk([{ ...ofDelta, delta: { role: 'assistant', ...indexed(message) }, finish_reason: null }]) +
        chunk([{ index: 0, delta: {}, finish_reason }]) +
        chunk([], { usage });
      const { post } = await answering(`${stream}data: [DONE]\n\n`);
      const { data } = await readEvents(await post(question({ stream: true })));
      assert.equal(data.at(-1), '[DONE]');
      const events = data.slice(0, -1).map((text) => JSON.parse(text));
      const joined = join(events.map(({ choices }) => choices[0]).filter((choice) => choice !== undefined));
      assert.deepEqual(added(answer, joined.delta, joined.choice), { message: inOrder(indexed(message)), ofChoice });
      for (const [name, value] of Object.entries(ofBody)) assert.deepEqual(events[0][name], value, name);
    });
  }

  it('tells of a call in the form in which functions were offered, streamed or whole', async () => {
    const call = { index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } };
    const legacy = { name: 'look', arguments: '{"a":1}' };
    const delta = (value: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: value, finish_reason: finish }] })}\n\n`;
    for (const upstreamSays of [{ tool_calls: [call] }, { function_call: legacy }]) {
      const { post } = await answering(`${delta(upstreamSays)}${delta({}, 'tool_calls')}data: [DONE]\n\n`);
      const functions = [{ name: 'look' }];
      const whole = await (await post(question({ functions }))).json();
      assert.deepEqual(whole.choices[0].message.function_call, legacy);
      assert.equal(whole.choices[0].message.tool_calls, undefined);
      assert.equal(whole.choices[0].finish_reason, 'function_call');
      const { data } = await readEvents(await post(question({ functions, stream: true })));
      const choices = data.slice(0, -1).map((text) => JSON.parse(text).choices[0]);
      assert.deepEqual(choices[0].delta, { role: 'assistant', function_call: legacy });
      assert.equal(choices.at(-1).finish_reason, 'function_call');
    }
  });
});

/** Which kind of annotation is told first means nothing. */
function inOrder(message: object): object {
  if (!('annotations' in message) || !Array.isArray(message.annotations)) return message;
  return { ...message, annotations: message.annotations.toSorted((one, other) => one.type.localeCompare(other.type)) };
}

/** Calls in a stream have numbers. */
function indexed(message: object): Record<string, unknown> {
  if (!('tool_calls' in message) || !Array.isArray(message.tool_calls)) return { ...message };
  return { ...message, tool_calls: message.tool_calls.map((call, index) => ({ index, ...call })) };
}

/** The fields of all deltas and of all choices of a stream: lists go on, what is not set changes nothing. */
function join(choices: readonly Record<string, unknown>[]) {
  const delta: Record<string, unknown> = {};
  const choice: Record<string, unknown> = {};
  const add = (whole: Record<string, unknown>, piece: object) => {
    for (const [name, value] of Object.entries(piece)) {
      const before = whole[name];
      if (Array.isArray(before)) whole[name] = [...before, ...value];
      else if (isFields(before) && isFields(value)) whole[name] = { ...before, ...value };
      else if (value !== null || before === undefined) whole[name] = value;
    }
  };
  for (const { delta: piece, ...rest } of choices) {
    add(delta, Object(piece));
    add(choice, rest);
  }
  // A delta names no content where there is none.
  return { delta: { content: null, ...delta }, choice };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
