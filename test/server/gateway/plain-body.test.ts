/** The bodies that are known by hand: the same as by their schema, whatever else stands in them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chatBodySchema } from '../../../server/gateway/chat-body.ts';
import { isPlainBody } from '../../../server/gateway/plain-body.ts';

const messages = [{ role: 'user', content: 'a' }];

describe('the body of a chat in the form we read', () => {
  it('is known, with tools, calls and their results, and with fields of a vendor', () => {
    const parameters = { type: 'object', properties: {} };
    const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }];
    assert.ok(isPlainBody({ model: 'm', messages, top_k: 3, stream: true, stream_options: { include_usage: true } }));
    assert.ok(
      isPlainBody({
        model: 'm',
        messages: [
          { role: 'system', content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }] },
          { role: 'assistant', content: null, tool_calls: calls },
          { role: 'tool', content: 'b', tool_call_id: 'c' },
        ],
        tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters, strict: true } }],
        tool_choice: 'auto',
      }),
    );
  });

  it('is left to the schema where something is wrong, or of a form of its own', () => {
    const image = [{ role: 'user', content: [{ type: 'image_url', image_url: 'u' }] }];
    for (const body of [null, [], { model: 'm' }, { model: 'm', messages: [] }, { model: '', messages }])
      assert.ok(!isPlainBody(body));
    for (const further of [{ messages: image }, { temperature: 3 }, { n: 129 }, { max_tokens: 0 }, { stream: 'yes' }])
      assert.ok(!isPlainBody({ model: 'm', messages, ...further }));
    for (const text of ['{"__proto__":{},"model":"m","messages":[{"role":"user","content":"a"}]}'])
      assert.ok(!isPlainBody(JSON.parse(text)));
  });

  it('is read as the schema reads it, whatever stands in it', () => {
    const text = fc.string({ maxLength: 3 });
    const content = fc.oneof(text, list({ type: fc.constantFrom('text', 'text', 'refusal', 'new'), text }));
    const called = fields({ name: text, arguments: text });
    const calls = list({ id: text, type: fc.constantFrom('function', null, 'custom'), function: called });
    const message = fc.oneof(
      fields({ role: fc.constantFrom('user', 'system', 'developer', 'new'), content, name: text }),
      fields({ role: fc.constant('assistant'), content, tool_calls: fc.oneof(absent, calls), refusal: text }),
      fields({ role: fc.constant('tool'), content, tool_call_id: text }),
    );
    const offered = fields({ name: text, description: text, parameters: fc.dictionary(fc.string(), odd) });
    const usual = {
      model: text,
      messages: fc.array(message, { minLength: 1, maxLength: 3 }),
      tools: fc.oneof(absent, list({ type: fc.constant('function'), function: offered })),
      tool_choice: fc.constantFrom(null, 'auto'),
      ...{ temperature: fc.double({ min: -0.5, max: 2.5 }), top_p: fc.double({ min: 0, max: 1 }) },
      ...{ max_tokens: fc.nat(), max_completion_tokens: absent, seed: fc.integer(), n: fc.nat(130) },
      stop: fc.oneof(text, fc.array(text)),
      stream: fc.boolean(),
      stream_options: fields({ include_usage: fc.boolean(), further: odd }),
      top_k: odd,
    };
    let known = 0;
    fc.assert(
      fc.property(fields(usual), (value) => {
        if (!isPlainBody(value)) return;
        known += 1;
        assert.deepEqual(given(value), given(chatBodySchema.parse(value)));
      }),
      { numRuns: 6_000, seed: 1 },
    );
    assert.ok(known > 200, `${known} were plain`);
  });
});

const absent = fc.constantFrom(null, undefined);
const odd = fc.oneof(
  fc.constantFrom(null, undefined, '', 'a', 0, -1, 1.5, 1e16, true),
  fc.constant({}),
  fc.constant([]),
);

/** Now and then something odd in its place. */
function mostly(usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

function fields(usual: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return fc.record(Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, mostly(value)])));
}

function list(usual: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return fc.array(fields(usual), { maxLength: 2 });
}

/** Without what is absent, written in either way. */
function given(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => inner ?? undefined));
}
