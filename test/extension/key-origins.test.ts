/** To which origins a key that the editor holds may be sent, and when the person is asked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bindKeys } from '../../extension/daemon/key-origins.ts';

const relay = 'https://relay.example.com';
const other = 'https://other.example.com';

describe('W9: where a stored key may be sent', () => {
  it('is where the configuration sends it when it is first seen', () => {
    assert.deepEqual(bindKeys(['relay'], {}, { relay: [relay] }), {
      allowed: { relay: [relay] },
      fresh: { relay: [relay] },
      moved: [],
    });
  });

  it('stays as it was when the configuration sends it elsewhere, which a person is asked about', () => {
    assert.deepEqual(bindKeys(['relay'], { relay: [relay] }, { relay: [relay, other] }), {
      allowed: { relay: [relay] },
      fresh: {},
      moved: [{ name: 'relay', from: [relay], to: [other] }],
    });
  });

  it('is remembered while nothing refers to the key, so that taking a track out and back in changes nothing', () => {
    assert.deepEqual(bindKeys(['relay'], { relay: [relay] }, {}).allowed, { relay: [relay] });
    assert.equal(bindKeys(['relay'], { relay: [relay] }, { relay: [other] }).moved.length, 1);
  });

  it('is open for a key that was set before any track refers to it', () => {
    assert.deepEqual(bindKeys(['relay', 'constructor'], {}, {}), { allowed: {}, fresh: {}, moved: [] });
  });
});
