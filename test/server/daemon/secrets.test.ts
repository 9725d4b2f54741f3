/** Keys that editors lend: whose counts, and when they are gone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecrets } from '../../../server/daemon/secrets.ts';

describe('secrets that editors lend', () => {
  it('W8: a key changed in one window serves the next request of every window', () => {
    const secrets = createSecrets();
    secrets.provide(1, { relay: 'old' });
    secrets.provide(2, { relay: 'old' });
    secrets.provide(1, { relay: 'new' });
    assert.equal(secrets.get('relay'), 'new');
  });

  it('are replaced as a whole by the connection that gave them', () => {
    const secrets = createSecrets();
    secrets.provide(1, { relay: 'a', other: 'b' });
    secrets.provide(1, { other: 'c' });
    assert.equal(secrets.get('relay'), null);
    assert.equal(secrets.get('other'), 'c');
  });

  it('leave with their connection, and only with it', () => {
    const secrets = createSecrets();
    secrets.provide(1, { relay: 'a' });
    secrets.provide(2, { relay: 'b' });
    secrets.forget(2);
    assert.equal(secrets.get('relay'), 'a');
    secrets.forget(1);
    assert.equal(secrets.get('relay'), null);
  });

  it('do not answer to names of the language', () => {
    const secrets = createSecrets();
    secrets.provide(1, {});
    assert.equal(secrets.get('constructor'), null);
    assert.equal(secrets.get('__proto__'), null);
  });
});
