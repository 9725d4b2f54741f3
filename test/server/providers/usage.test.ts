/** Usage blocks of all dialects, in one decomposition. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { noUsage, totalInputTokens, totalOutputTokens, type Usage } from '../../../protocol/usage.ts';
import { toUsage } from '../../../server/providers/openai-compatible/usage.ts';

const cases: readonly (readonly [string, object, Partial<Usage>])[] = [
  [
    'OpenAI: cached, written and reasoning tokens stand inside the counts',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 30, audio_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 10 },
    },
    {
      inputTokens: 25,
      cacheReadTokens: 40,
      cacheWriteTokens: 30,
      audioInputTokens: 5,
      outputTokens: 20,
      reasoningTokens: 20,
      audioOutputTokens: 10,
    },
  ],
  [
    'DeepSeek: hits are cached input',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
    },
    { inputTokens: 36, cacheReadTokens: 64, outputTokens: 5 },
  ],
  [
    'Mistral and Together: cached input under names of their own',
    { prompt_tokens: 64, completion_tokens: 6, total_tokens: 70, num_cached_tokens: 32 },
    { inputTokens: 32, cacheReadTokens: 32, outputTokens: 6 },
  ],
  [
    'Mistral: audio stands beside the prompt',
    { prompt_tokens: 9, completion_tokens: 248, total_tokens: 632, prompt_tokens_details: { audio_tokens: 375 } },
    { inputTokens: 9, audioInputTokens: 375, outputTokens: 248 },
  ],
  [
    'xAI: reasoning stands beside the completion',
    {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      completion_tokens_details: { reasoning_tokens: 94 },
    },
    { inputTokens: 32, outputTokens: 9, reasoningTokens: 94 },
  ],
  [
    'Anthropic through a relay that adds cached input to the total only',
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 115,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 40,
    },
    { inputTokens: 10, cacheReadTokens: 60, cacheWriteTokens: 40, outputTokens: 5 },
  ],
  [
    'Anthropic’s own block: cached input stands outside, writes by lifetime',
    {
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 40,
      cache_creation: { ephemeral_5m_input_tokens: 15, ephemeral_1h_input_tokens: 25 },
    },
    { inputTokens: 10, cacheReadTokens: 60, cacheWriteTokens: 15, cacheWrite1hTokens: 25, outputTokens: 5 },
  ],
  [
    'OpenRouter: more cached and written than the prompt holds is told, never negative',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_tokens_details: { cached_tokens: 90, cache_write_tokens: 30 },
    },
    { inputTokens: 0, cacheReadTokens: 90, cacheWriteTokens: 30, outputTokens: 5, inconsistent: true },
  ],
  [
    'Gemini’s compatible endpoint: a total that holds more than is told is flagged, not explained',
    { prompt_tokens: 66, completion_tokens: 6, total_tokens: 100 },
    { inputTokens: 66, outputTokens: 6, inconsistent: true },
  ],
];

describe('usage', () => {
  for (const [what, block, expected] of cases) {
    it(`U3: ${what}`, () => assert.deepEqual(toUsage(block), { ...noUsage, ...expected }));
  }

  it('U6: a block without both counts is no usage', () => {
    assert.equal(toUsage({ total_tokens: 5 }), null);
    assert.equal(toUsage({ prompt_tokens: 5, completion_tokens: null }), null);
    assert.equal(toUsage('5'), null);
  });

  it('U3: whatever is told, no part is negative and the parts add up to the total or say that they do not', () => {
    const count = fc.nat({ max: 10_000 });
    const block = fc.record(
      {
        prompt_tokens: count,
        completion_tokens: count,
        total_tokens: count,
        prompt_tokens_details: fc.record(
          { cached_tokens: count, cache_write_tokens: count, audio_tokens: count, image_tokens: count },
          { requiredKeys: [] },
        ),
        completion_tokens_details: fc.record(
          { reasoning_tokens: count, audio_tokens: count, image_tokens: count },
          { requiredKeys: [] },
        ),
        cache_read_input_tokens: count,
        cache_creation_input_tokens: count,
        cache_creation: fc.record({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
      },
      { requiredKeys: ['prompt_tokens', 'completion_tokens', 'total_tokens'] },
    );
    fc.assert(
      fc.property(block, (told) => {
        const usage = toUsage(told);
        assert.ok(usage !== null);
        const { inconsistent, ...counts } = usage;
        assert.ok(Object.values(counts).every((value) => value >= 0));
        assert.equal(inconsistent, totalInputTokens(usage) + totalOutputTokens(usage) !== told.total_tokens);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('a count that no model could reach', () => {
  it('U3: counts as absent, so that it spoils no sum; without input or output there is no usage', () => {
    assert.equal(toUsage({ prompt_tokens: 9e15, completion_tokens: 5 }), null);
    const told = toUsage({ prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 9e15 } });
    assert.deepEqual(told, { ...noUsage, inputTokens: 10, outputTokens: 5 });
  });
});
