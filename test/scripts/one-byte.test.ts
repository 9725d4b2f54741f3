/** What a bundle says stays the same when its characters are escaped. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { escaped } from '../../scripts/one-byte.ts';

describe('a bundle of one-byte characters', () => {
  it('P4: says the same in patterns, texts and templates', () => {
    const code = `JSON.stringify([/^余额不足|[超…]😀$/u.test('超😀'), /无/.test('无'), 'Zürich “”', \`\${1} ≥ 😀\`])`;
    assert.match(escaped(code), /^[\0-\x7f]+$/);
    const said: unknown = runInNewContext(escaped(code));
    assert.equal(said, JSON.stringify([true, true, 'Zürich “”', '1 ≥ 😀']));
  });

  it('is refused where a backslash would take the escape for itself', () => {
    assert.throws(() => escaped('/\\é/'), /a bundle must not have a backslash before é/);
  });
});
