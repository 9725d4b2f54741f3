/** Whose model a name means at Vertex AI, which dialect it speaks, and where it is asked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vertexModel } from '../../../server/routing/vertex-model.ts';

const openModels = '/endpoints/openapi/chat/completions';

describe('a model at Vertex AI', () => {
  for (const [name, dialect, sent, path] of [
    ['gemini-2.5-flash', 'contents', 'gemini-2.5-flash', '/publishers/google/models/gemini-2.5-flash'],
    ['endpoints/12', 'contents', 'endpoints/12', '/endpoints/12'],
    [
      'claude-opus-4@20250514',
      'messages',
      'claude-opus-4@20250514',
      '/publishers/anthropic/models/claude-opus-4%4020250514',
    ],
    ['mistral-medium-3', 'mistral', 'mistral-medium-3', '/publishers/mistralai/models/mistral-medium-3'],
    ['codestral@2405', 'mistral', 'codestral', '/publishers/mistralai/models/codestral%402405'],
    ['publishers/mistralai/models/x', 'mistral', 'x', '/publishers/mistralai/models/x'],
    ['meta/llama-4-scout-17b-16e-instruct-maas', 'completions', 'meta/llama-4-scout-17b-16e-instruct-maas', openModels],
    ['llama-3.3-70b-instruct-maas', 'completions', 'meta/llama-3.3-70b-instruct-maas', openModels],
    ['deepseek-v3.2-maas', 'completions', 'deepseek-ai/deepseek-v3.2-maas', openModels],
    ['qwen3-coder-480b-a35b-instruct-maas', 'completions', 'qwen/qwen3-coder-480b-a35b-instruct-maas', openModels],
    ['gpt-oss-120b-maas', 'completions', 'openai/gpt-oss-120b-maas', openModels],
    ['publishers/zai-org/models/glm-5-maas', 'completions', 'zai-org/glm-5-maas', openModels],
    ['xai/grok-4.20-reasoning', 'completions', 'xai/grok-4.20-reasoning', openModels],
    ['gemma-4-26b-a4b-it-maas', 'completions', 'google/gemma-4-26b-a4b-it-maas', openModels],
    ['newcomer/thinker-1-maas', 'completions', 'newcomer/thinker-1-maas', openModels],
  ] as const) {
    it(`${name} speaks ${dialect}`, () => {
      const found = vertexModel(name);
      assert.deepEqual([found?.dialect, found?.name, found?.path], [dialect, sent, path]);
    });
  }

  it('is not guessed at where its publisher’s dialect is not spoken', () => {
    assert.equal(vertexModel('ai21/jamba-1.5-large'), null);
    assert.equal(vertexModel('newcomer/thinker-1'), null);
  });
});
