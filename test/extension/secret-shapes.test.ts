/** What must not leave the machine by accident. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findSecrets, withoutSecrets } from '../../extension/asking/secret-shapes.ts';

// Put together here, so that no scanner takes this file for one that leaks.
const tail = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
const keys: readonly (readonly [kind: string, text: string])[] = [
  ['Anthropic', `sk-ant-api03-${tail}`],
  ['OpenRouter', `sk-or-v1-${tail}`],
  ['OpenAI', `sk-proj-${tail}`],
  ['Google', `AIza${tail}`],
  ['AWS', `AKIA${'ABCDEFGH12345678'}`],
  ['GitHub', `ghp_${tail}`],
  ['GitLab', `glpat-${tail}`],
  ['Slack', `xoxb-${tail}`],
  ['Stripe', `sk_live_${tail}`],
  ['npm', `npm_${tail}`],
  ['Hugging Face', `hf_${tail}`],
  ['Groq', `gsk_${tail}`],
  ['xAI', `xai-${tail}`],
  ['JSON Web Token', `eyJ${tail}.eyJ${tail}.${tail}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${tail}\n-----END RSA`],
];

describe('the check for secrets', () => {
  for (const [kind, key] of keys) {
    it(`finds the shape of a key: ${kind}`, () => {
      const text = `first line\nconst key = "${key}";\n`;
      const found = findSecrets(text);
      assert.deepEqual(
        found.map((one) => [one.kind, one.line]),
        [[kind, 2]],
      );
      assert.ok(!withoutSecrets(text).includes(tail), withoutSecrets(text));
    });
  }

  it('finds a password in a URL, and keeps the rest of it', () => {
    assert.equal(withoutSecrets('postgres://app:hunter2@db.example/app'), 'postgres://app:[secret]@db.example/app');
  });

  it('finds nothing in ordinary code', () => {
    const code =
      'const task-list = ask("sk-");\n// https://example.com/a:b\nlet skeleton = `key_index`;\nnpm_config_cache=1';
    assert.deepEqual(findSecrets(code), []);
  });

  it('looks through a large hostile text in little time', () => {
    const text = `${'-----BEGIN A PRIVATE KEY-----'.repeat(2000)}${'sk-'.repeat(50_000)}${'eyJ.'.repeat(20_000)}`;
    const startedAtMs = performance.now();
    findSecrets(text);
    assert.ok(performance.now() - startedAtMs < 2_000);
  });

  it('leaves nothing to find where it has replaced, whatever stands around', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...keys.map(([, key]) => ` ${key} `)))), (pieces) => {
        assert.deepEqual(findSecrets(withoutSecrets(pieces.join('\n'))), []);
      }),
    );
  });
});
