/** Which versions work together, and what a client does with a daemon of another. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeDaemon, mayReplace } from '../../client/version-rules.ts';
import { isOlderVersion } from '../../protocol/version.ts';

const at = (version: string, protocolVersion = 1) => ({ version, protocolVersion });

describe('versions', () => {
  for (const [older, newer] of [
    ['0.1.0', '0.2.0'],
    ['0.9.9', '0.10.0'],
    ['1.0.0-beta', '1.0.0'],
    ['1.0.0-alpha', '1.0.0-beta'],
    ['1.0', '1.0.1'],
  ] as const) {
    it(`${older} comes before ${newer}`, () => {
      assert.equal(isOlderVersion(older, newer), true);
      assert.equal(isOlderVersion(newer, older), false);
    });
  }

  it('are not older than themselves', () => {
    assert.equal(isOlderVersion('1.2.3', '1.2.3'), false);
    assert.equal(isOlderVersion('1.2.3-rc', '1.2.3-rc'), false);
  });
});

describe('W4: a client that found a daemon', () => {
  it('joins one of its own version', () => {
    assert.deepEqual(judgeDaemon(at('1.0.0'), at('1.0.0')), { kind: 'join' });
  });

  it('replaces an older one, and can work with it meanwhile where the protocol is the same', () => {
    assert.deepEqual(judgeDaemon(at('1.1.0'), at('1.0.0')), { kind: 'replace', joinable: true });
    assert.deepEqual(judgeDaemon(at('2.0.0', 2), at('1.0.0', 1)), { kind: 'replace', joinable: false });
  });

  it('never replaces a newer one: joins it, or says that it cannot', () => {
    assert.deepEqual(judgeDaemon(at('1.0.0'), at('1.1.0')), { kind: 'join' });
    const verdict = judgeDaemon(at('1.0.0', 1), at('2.0.0', 2));
    assert.equal(verdict.kind, 'refuse');
    assert.match(verdict.kind === 'refuse' ? verdict.reason : '', /2\.0\.0, protocol 2.*1\.0\.0, protocol 1.*update/);
  });

  it('replaces at most three times a minute, over all clients', () => {
    assert.equal(mayReplace([], 100_000), true);
    assert.equal(mayReplace([50_000, 60_000], 100_000), true);
    assert.equal(mayReplace([50_000, 60_000, 70_000], 100_000), false);
    assert.equal(mayReplace([50_000, 60_000, 70_000], 110_001), true);
  });

  it('is not held up by instants that a clock set back has put into the future', () => {
    assert.equal(mayReplace([200_000, 200_000, 200_000], 100_000), true);
  });
});
