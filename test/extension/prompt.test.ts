/** What the model is asked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildPrompt } from '../../extension/asking/prompt.ts';
import { chatSchema } from '../../protocol/message.ts';

function userText(question: string, ...texts: string[]): string {
  const excerpts = texts.map((text, at) => ({ fromLine: at * 10 + 1, toLine: at * 10 + 2, text }));
  const chat = chatSchema.parse(buildPrompt(question, [{ file: 'src/sum.ts', language: 'typescript', excerpts }]));
  const content = chat.messages[1]?.content[0];
  assert.equal(chat.messages[0]?.role, 'system');
  assert.equal(chat.messages[1]?.role, 'user');
  assert.ok(content?.type === 'text');
  return content.text;
}

describe('the prompt', () => {
  it('holds the question, the place, the language and the code', () => {
    assert.equal(
      userText(' Why? ', 'const a = 1;\n'),
      'Why?\n\nsrc/sum.ts, lines 1–2:\n```typescript\nconst a = 1;\n```',
    );
  });

  it('E5: shows each of several selections under its own lines', () => {
    const text = userText('Why?', 'first', 'second');
    assert.match(
      text,
      /lines 1–2:\n```typescript\nfirst\n```\n\nsrc\/sum.ts, lines 11–12:\n```typescript\nsecond\n```$/,
    );
  });

  it('cannot be closed by a fence inside the code', () => {
    assert.match(userText('Why?', 'a\n````\nb'), /\n`````typescript\na\n````\nb\n`````$/);
  });
});
