/** The smaller decisions of the extension: waiting, key names, descriptions, advice, the panel's page. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviceFor } from '../../extension/asking/failure-advice.ts';
import { describeTarget } from '../../extension/commands/describe-target.ts';
import { secretNames } from '../../extension/commands/key-names.ts';
import { reconnectDelayMs } from '../../extension/daemon/backoff.ts';
import { panelHtml } from '../../extension/panel/panel-html.ts';
import { failureKinds } from '../../protocol/failure.ts';
import { english } from '../../protocol/translate.ts';

describe('reconnecting', () => {
  it('W1: tries at least four times within 2 s of losing the daemon, whatever the dice say', () => {
    const tries = [0, 1, 2, 3].map((attempt) => reconnectDelayMs(attempt, 1));
    assert.ok(tries.reduce((sum, delayMs) => sum + delayMs, 0) < 2000);
  });

  it('never gives up and never waits longer than 10 s', () => {
    assert.equal(reconnectDelayMs(1000, 1), 10_000);
  });
});

describe('the names of keys', () => {
  it('are those the tracks refer to, each with its tracks', () => {
    const names = secretNames({
      relay: { apiKey: { secret: 'shop' } },
      spare: { apiKey: { secret: 'shop' } },
      own: { apiKey: { env: 'KEY' } },
      wrong: 'no track',
    });
    assert.deepEqual([...names], [['shop', ['relay', 'spare']]]);
    assert.equal(secretNames(undefined).size, 0);
  });
});

describe('a target to choose', () => {
  const summary = {
    target: 'a@relay',
    model: 'a',
    track: 'relay',
    provider: 'openai-compatible',
    inputUsdPerMTok: 0.42,
    outputUsdPerMTok: 1.68,
    contextWindow: 64_000,
    simulated: false,
    discovered: false,
  };

  it('E9: shows its price and its track', () => {
    const { price, track, marks } = describeTarget(summary, english);
    assert.equal(price, '$0.42 in, $1.68 out per M tokens');
    assert.equal(track, 'on relay');
    assert.deepEqual(marks, ['64,000 tokens of context']);
  });

  it('U6: has an unknown price rather than none', () => {
    assert.equal(describeTarget({ ...summary, inputUsdPerMTok: null }, english).price, 'price unknown');
  });

  it('says that it is simulated or was found', () => {
    const { marks } = describeTarget({ ...summary, simulated: true, discovered: true }, english);
    assert.match(marks.join(), /simulated.*found on this machine/);
  });
});

describe('advice', () => {
  it('has a sentence for every kind of failure', () => {
    for (const kind of failureKinds) assert.match(adviceFor(kind, english).sentence, /\.$/, kind);
  });

  it('offers the circuit breaker where it refused', () => {
    assert.ok(adviceFor('breaker-open', english).remedies.includes('circuit-breaker'));
  });

  it('offers to set a key where a key was refused', () => {
    assert.ok(adviceFor('auth', english).remedies.includes('set-api-key'));
  });
});

describe("the panel's page", () => {
  it('runs the one script that carries the nonce, and may send nothing out', () => {
    const page = panelHtml({ source: 'https://w', scriptUri: 'https://w/webview.js', nonce: 'n0nce', locale: 'en' });
    const policy = /content="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.match(policy, /default-src 'none'; script-src 'nonce-n0nce';/);
    assert.doesNotMatch(policy, /unsafe|connect-src|\*/);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.match(page, /<script type="module" nonce="n0nce" src="https:\/\/w\/webview\.js">/);
  });
});
