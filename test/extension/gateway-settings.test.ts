/** What a person copies so that another tool finds the gateway. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gatewaySettings, gatewayTools } from '../../extension/commands/gateway-settings.ts';

describe('the gateway’s settings for other tools', () => {
  for (const { id, label } of gatewayTools)
    it(`name the address with its version and the token: ${label}`, () => {
      const text = gatewaySettings(id, 'http://127.0.0.1:4242', 'the-token');
      assert.match(text, /http:\/\/127\.0\.0\.1:4242\/v1\b/);
      assert.match(text, /the-token/);
      assert.ok(text.endsWith('\n'));
    });

  it('curl’s is a command that could be pasted: its body is JSON', () => {
    const body = /-d '(.*)'/.exec(gatewaySettings('curl', 'http://127.0.0.1:1', 't'))?.[1] ?? '';
    assert.equal(JSON.parse(body).model, 'dualtrack');
  });
});
