/** What VS Code's own model picker is told, and how the pieces of a tool call become one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedOf, listModels } from '../../extension/chat/model-list.ts';
import { ToolCalls } from '../../extension/chat/tool-calls.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import { english } from '../../protocol/translate.ts';

describe('the models for the editor’s own chat', () => {
  const profile = {
    name: 'cheap',
    description: 'cheapest first',
    strategy: 'cheapest',
    targets: ['a@relay', 'b@relay'],
    builtIn: false,
  };
  const target = (name: string, more: Partial<TargetSummary> = {}): TargetSummary => ({
    target: name,
    model: name.split('@')[0] ?? '',
    track: 'relay',
    provider: 'openai-compatible',
    inputUsdPerMTok: 1,
    outputUsdPerMTok: 2,
    listInputUsdPerMTok: null,
    listOutputUsdPerMTok: null,
    priceSource: null,
    priceAsOf: null,
    maxOutputTokens: null,
    features: null,
    goodFor: [],
    region: null,
    contextWindow: 64_000,
    simulated: false,
    discovered: false,
    ...more,
  });

  it('are the profile of the window, every profile and every target; an id says what is asked', () => {
    const models = listModels({ profiles: [profile] }, [target('a@relay')], english);
    assert.deepEqual(
      models.map(({ id }) => askedOf(id, 'fast')),
      [{ profile: 'fast' }, { profile: 'cheap' }, { model: 'a@relay' }],
    );
  });

  it('leave room for the answer in the window, a profile that of its largest target', () => {
    const models = listModels(
      { profiles: [profile] },
      [target('a@relay'), target('b@relay', { contextWindow: 1_000_000 })],
      english,
    );
    assert.deepEqual(
      models.slice(1).map(({ maxInputTokens, maxOutputTokens }) => maxInputTokens + maxOutputTokens),
      [1_000_000, 64_000, 1_000_000],
    );
    const [, tiny] = listModels({ profiles: [] }, [target('t@relay', { contextWindow: 4_000 })], english);
    assert.equal(tiny?.maxOutputTokens, 2_000);
  });

  it('U6: say that a price is unknown, and that a simulated one costs nothing', () => {
    const unknown = listModels({ profiles: [] }, [target('a@relay', { inputUsdPerMTok: null })], english);
    assert.match(unknown[1]?.tooltip ?? '', /price unknown/);
    const simulated = listModels({ profiles: [] }, [target('a@sandbox', { simulated: true })], english);
    assert.match(simulated[1]?.tooltip ?? '', /Simulated/);
  });
});

describe('the tool calls of an answer', () => {
  const piece = (toolIndex: number, argumentsDelta: string, more = {}) => ({
    type: 'tool-call' as const,
    choiceIndex: 0,
    toolIndex,
    argumentsDelta,
    ...more,
  });

  it('are joined from their pieces, in the order they began', () => {
    const calls = new ToolCalls();
    calls.add(piece(0, '{"a"', { id: 'x', name: 'first' }));
    calls.add(piece(1, '', { id: 'y', name: 'second' }));
    calls.add(piece(0, ':1}'));
    assert.deepEqual(calls.whole(), [
      { id: 'x', name: 'first', input: { a: 1 } },
      { id: 'y', name: 'second', input: {} },
    ]);
  });

  it('hand on arguments that are no object as they came', () => {
    const calls = new ToolCalls();
    calls.add(piece(0, '{"a":', { name: 'cut' }));
    assert.deepEqual(calls.whole(), [{ id: 'call_0', name: 'cut', input: { arguments: '{"a":' } }]);
  });
});
