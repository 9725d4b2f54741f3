/** The chunks, whole answers and usage blocks that are known by hand: the same as by their schema, whatever else stands in them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isPlainChunk } from '../../../server/providers/openai-compatible/plain-chunk.ts';
import { chunkSchema } from '../../../server/providers/openai-compatible/schema.ts';
import { isPlainUsage, usageBlockSchema } from '../../../server/providers/openai-compatible/usage-block.ts';

describe('a chunk of plain text', () => {
  const chunk = (delta: object, further: object = {}) => ({
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    ...further,
  });

  it('is known, with the role, an empty text and absent fields beside it', () => {
    for (const delta of [{ content: 'a' }, { role: 'assistant', content: '' }, {}, { content: 'a', tool_calls: null }])
      assert.ok(isPlainChunk(chunk(delta)));
    assert.ok(isPlainChunk(chunk({ content: 'a' }, { usage: null, citations: null, service_tier: 'x' })));
  });

  it('is left to the schema where there is more in it', () => {
    const two = {
      choices: [
        { index: 0, delta: {} },
        { index: 1, delta: {} },
      ],
    };
    for (const further of [{ error: 'e' }, { citations: [] }, { x_groq: { usage: {} } }, two])
      assert.ok(!isPlainChunk(chunk({ content: 'a' }, further)));
    for (const delta of [
      { tool_calls: [{}] },
      { audio: {} },
      { made_up: 1 },
      { content: [{ type: 'text', text: 'a' }] },
    ])
      assert.ok(!isPlainChunk(chunk(delta)));
  });

  it('is also the whole text of one choice, with the usage and with what is empty beside it', () => {
    const message = { role: 'assistant', content: 'a', reasoning: 'r', refusal: null, annotations: [] };
    const usage = { prompt_tokens: 1 };
    assert.ok(isPlainChunk({ id: 'c1', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
    assert.ok(!isPlainChunk({ id: 'c1', choices: [{ index: 0, message, delta: {} }], usage }));
  });

  it('F6: reads as its schema reads it, whatever stands in it', () => {
    const text = fields({
      role: fc.constant('assistant'),
      content: fc.string(),
      reasoning: absent,
      refusal: absent,
      tool_calls: fc.oneof(absent, fc.constant([])),
    });
    const choice = (rest: Record<string, fc.Arbitrary<unknown>>) =>
      fields({ index: fc.nat({ max: 127 }), finish_reason: absent, logprobs: absent, usage: absent, ...rest });
    const choices = fc.oneof(choice({ delta: text, message: absent }), choice({ message: text, delta: absent }));
    const chunks = fields({
      ...{ id: fc.string(), model: fc.string(), choices: fc.array(choices, { minLength: 1, maxLength: 2 }) },
      ...{ usage: fc.object(), error: absent, x_groq: absent, citations: absent },
    });
    const known = { chunk: 0, whole: 0 };
    fc.assert(
      fc.property(chunks, (value) => {
        if (!isPlainChunk(value)) return;
        known[value.choices?.[0]?.message ? 'whole' : 'chunk'] += 1;
        assert.deepEqual(given(value), given(chunkSchema.parse(value)));
      }),
      { numRuns: 3_000, seed: 1 },
    );
    assert.ok(
      known.chunk > 50 && known.whole > 50,
      `${known.chunk} chunks and ${known.whole} whole answers were plain`,
    );
  });
});

describe('a usage block with all counts in order', () => {
  it('is known, whatever a relay puts beside them', () => {
    const prompt_tokens_details = { cached_tokens: 1, of_their_own: 2 };
    assert.ok(isPlainUsage({ prompt_tokens: 1, prompt_tokens_details, cost: 0.1, cost_details: { upstream: null } }));
    for (const odd of [
      { prompt_tokens: -1 },
      { prompt_tokens: '1' },
      { prompt_tokens_details: { cached_tokens: 0.5 } },
      1,
      [],
    ])
      assert.ok(!isPlainUsage(odd));
  });

  it('U1: reads as its schema reads it, whatever stands in it', () => {
    const counts = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, fc.oneof(fc.nat(), absent)]));
    const blocks = fields({
      ...counts(['prompt_tokens', 'completion_tokens', 'total_tokens', 'cached_tokens', 'reasoning_tokens']),
      prompt_tokens_details: fc.oneof(absent, fields(counts(['cached_tokens', 'audio_tokens']))),
      completion_tokens_details: fc.oneof(absent, fields(counts(['reasoning_tokens']))),
      cache_creation: fc.oneof(absent, fields(counts(['ephemeral_5m_input_tokens']))),
    });
    let known = 0;
    fc.assert(
      fc.property(blocks, (value) => {
        if (!isPlainUsage(value)) return;
        known += 1;
        assert.deepEqual(given(value), given(usageBlockSchema.parse(value)));
      }),
      { numRuns: 2_000, seed: 1 },
    );
    assert.ok(known > 50, `${known} were plain`);
  });
});

const odd = fc.oneof(
  fc.constantFrom(null, undefined, '', 'a', 0, -1, 1.5, 1e9, true),
  fc.constant({}),
  fc.constant([]),
);
const absent = fc.constantFrom(null, undefined);

/** Now and then something odd in its place. */
function mostly(usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

function fields(usual: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return mostly(fc.record(Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, mostly(value)]))));
}

/** Without what is absent, written in either way. */
function given(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => inner ?? undefined));
}
