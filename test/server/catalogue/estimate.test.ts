/** R5: what stands inline in a request is estimated by what it is, not by how it is written down. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Content, textMessage } from '../../../protocol/message.ts';
import { estimateInputTokens } from '../../../server/catalogue/estimate.ts';

const inline = (mediaType: string, bytes: number): Content => ({
  type: 'file',
  url: `data:${mediaType};base64,${Buffer.alloc(bytes).toString('base64')}`,
});
const tokensOf = (content: Content) =>
  estimateInputTokens({ messages: [{ role: 'user', content: [content] }] }) -
  estimateInputTokens({ messages: [{ role: 'user', content: [] }] });

describe('the estimate of a request', () => {
  it('R5: counts what the system says like what the user says', () => {
    const tokens = (role: 'system' | 'user') => estimateInputTokens({ messages: [textMessage(role, 'x'.repeat(400))] });
    assert.equal(tokens('system'), tokens('user'));
    assert.equal(tokens('system'), 104);
  });

  it('R5: counts a file by what it holds: text, pages, sound, a picture, or an address', () => {
    assert.equal(tokensOf(inline('text/plain', 3_000)), 750);
    assert.equal(tokensOf({ type: 'file', url: 'data:text/plain,12345678' }), 2);
    assert.equal(tokensOf(inline('application/pdf', 300_000)), 30_000);
    assert.equal(tokensOf(inline('image/png', 3_000_000)), 1_000);
    assert.equal(tokensOf({ type: 'file', url: 'gs://bucket/report.pdf' }), 5_000);
    assert.equal(tokensOf({ type: 'file', url: 'https://example.com/report.pdf' }), 5_000);
  });

  it('R5: a minute of speech is some thousand tokens, in whatever form it comes', () => {
    const minute = Buffer.alloc(60 * 4_000).toString('base64');
    assert.equal(tokensOf({ type: 'audio', format: 'mp3', dataBase64: minute }), 1_920);
    assert.equal(tokensOf(inline('audio/mp3', 60 * 4_000)), 1_920);
  });
});
