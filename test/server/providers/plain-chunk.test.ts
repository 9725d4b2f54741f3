/** The chunk that is known by hand: the same as by its schema, whatever else stands in it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isPlainChunk } from '../../../server/providers/openai-compatible/plain-chunk.ts';
import { chunkSchema } from '../../../server/providers/openai-compatible/schema.ts';

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
    for (const further of [{ usage: { total_tokens: 1 } }, { error: 'e' }, { citations: [] }, two])
      assert.ok(!isPlainChunk(chunk({ content: 'a' }, further)));
    for (const delta of [{ reasoning: 'r' }, { tool_calls: [] }, { content: [{ type: 'text', text: 'a' }] }])
      assert.ok(!isPlainChunk(chunk(delta)));
  });

  it('F6: reads as its schema reads it, whatever stands in it', () => {
    const odd = fc.oneof(fc.constantFrom(null, undefined, '', 'a', 0, -1, 1.5, true), fc.constant({}), fc.constant([]));
    const mostly = (usual: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: odd });
    const absent = fc.constantFrom(null, undefined);
    const fields = (usual: Record<string, fc.Arbitrary<unknown>>) =>
      mostly(fc.record(Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, mostly(value)]))));
    const delta = fields({
      role: fc.constant('assistant'),
      content: fc.string(),
      reasoning: absent,
      tool_calls: absent,
    });
    const choice = fields({
      index: fc.nat(),
      delta,
      message: absent,
      finish_reason: absent,
      logprobs: absent,
      usage: absent,
    });
    const chunks = fields({
      ...{ id: fc.string(), model: fc.string(), choices: fc.array(choice, { minLength: 1, maxLength: 2 }) },
      ...{ usage: absent, error: absent, x_groq: absent, citations: absent },
    });
    let known = 0;
    fc.assert(
      fc.property(chunks, (value) => {
        if (!isPlainChunk(value)) return;
        known += 1;
        assert.deepEqual(given(value), given(chunkSchema.parse(value)));
      }),
      { numRuns: 2_000, seed: 1 },
    );
    assert.ok(known > 50, `${known} were plain`);
  });
});

/** Without what is absent, written in either way. */
function given(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => inner ?? undefined));
}
