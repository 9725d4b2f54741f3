/** The plan of a request: its order, the model that was named, and why a target is left out. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { textMessage } from '../../../protocol/message.ts';
import { strategies } from '../../../protocol/strategy.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { unheardOf } from '../../../server/routing/candidate.ts';
import { type Health, planRoute } from '../../../server/routing/router.ts';
import { chatRequest, configurationOf, tracksNamed } from '../../support/configuration.ts';
import { namesOf, priced, refusalOf, relayWith, unmeasured } from '../../support/routing.ts';

/** As measured often enough that nothing assumed counts any more; `null`: not yet. */
function measured(firstPartMs: (model: string) => number | null): Health {
  return {
    of: ({ model }) => {
      const firstPartP50Ms = firstPartMs(model);
      return { ...unheardOf, firstPartP50Ms, attempts: firstPartP50Ms === null ? 0 : 1_000 };
    },
  };
}

/** Held out of service by a person. */
function heldOut(isHeldOut: (model: string) => boolean): Health {
  return { of: ({ model }) => ({ ...unheardOf, breaker: isHeldOut(model) ? 'disabled' : 'closed' }) };
}

function planned(file: unknown, changes: Parameters<typeof chatRequest>[0] = {}, health = unmeasured): string[] {
  return namesOf(planRoute(chatRequest(changes), configurationOf(file), { health }));
}

describe('the order of a plan', () => {
  const file = {
    tracks: { a: relayWith({ dear: priced(15), cheap: priced(0.5), free: {} }) },
    profiles: {
      default: { strategy: 'priority', targets: ['dear@a', 'cheap@a'] },
      saving: { strategy: 'cheapest', targets: ['free@a', 'dear@a', 'cheap@a'] },
      quick: { strategy: 'fastest', targets: ['dear@a', 'cheap@a', 'free@a'] },
    },
  };

  it('is the profile’s own under priority', () => {
    assert.deepEqual(planned(file), ['dear@a', 'cheap@a']);
  });

  it('tells each place as the profile has it, also where one before it is left out, and none where a model was named', () => {
    const reasons = (changes: Parameters<typeof chatRequest>[0]) =>
      planRoute(chatRequest(changes), configurationOf(file), {
        health: heldOut((model) => model === 'dear'),
      }).targets.map(({ target, reason }) => [target.name, reason]);
    assert.deepEqual(reasons({}), [['cheap@a', 'place 2 in the profile']]);
    assert.deepEqual(reasons({ model: 'cheap' }), [['cheap@a', 'asked for by name']]);
    assert.deepEqual(reasons({ model: 'cheap@a' }), [['cheap@a', 'asked for by name']]);
  });

  it('is by expected cost under cheapest, an unknown price last and never taken for zero', () => {
    assert.deepEqual(planned(file, { profile: 'saving' }), ['cheap@a', 'dear@a', 'free@a']);
  });

  it('is by the same length of answer under cheapest while none is known: a model that may say more is not dearer for it', () => {
    const tracks = { a: relayWith({ plain: priced(2), silent: priced(1, { reasoning: true }) }) };
    const profiles = { saving: { strategy: 'cheapest' } };
    assert.deepEqual(planned({ tracks, profiles }, { profile: 'saving' }), ['silent@a', 'plain@a']);
  });

  it('is by what the tracks bill under cheapest, by the rates of the prompt’s size, not by what they quote', () => {
    const quoting = (price: object) => relayWith({ m: { price } });
    const relay = {
      ...quoting({ inputUsdPerMTok: 8, outputUsdPerMTok: 8 }),
      terms: { currency: 'CNY', perListUsd: 1, fxPerUsd: 7.3 },
    };
    const tiers = [{ aboveInputTokens: 1, inputUsdPerMTok: 900, outputUsdPerMTok: 900 }];
    const tracks = {
      vendor: quoting({ inputUsdPerMTok: 2, outputUsdPerMTok: 2 }),
      relay,
      long: quoting({ inputUsdPerMTok: 0.01, outputUsdPerMTok: 0.01, tiers }),
    };
    const targets = ['m@long', 'm@vendor', 'm@relay'];
    assert.deepEqual(planned({ tracks, profiles: { default: { strategy: 'cheapest', targets } } }), [
      'm@relay',
      'm@vendor',
      'm@long',
    ]);
  });

  it('is by live latency under fastest, the unmeasured last', () => {
    const health = measured((model) => ({ dear: 80, cheap: 40 })[model] ?? null);
    assert.deepEqual(planned(file, { profile: 'quick' }, health), ['cheap@a', 'dear@a', 'free@a']);
  });

  it('N1: holds a target once, also when the profile names it twice', () => {
    const twice = { ...file, profiles: { default: { strategy: 'priority', targets: ['dear@a', 'dear@a'] } } };
    assert.deepEqual(planned(twice), ['dear@a']);
  });

  it('N1: holds every fit target exactly once, and is the same for the same inputs, whatever the strategy', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...strategies),
        fc.array(fc.record({ usd: fc.integer({ min: 0, max: 100 }), ms: fc.option(fc.nat(500)) }), {
          minLength: 1,
          maxLength: 8,
        }),
        (strategy, models) => {
          const names = models.map((_, index) => `m${index}`);
          const many = {
            tracks: { a: relayWith(Object.fromEntries(models.map(({ usd }, index) => [`m${index}`, priced(usd)]))) },
            profiles: { default: { strategy, targets: names.map((name) => `${name}@a`) } },
          };
          const health = measured((model) => models[names.indexOf(model)]?.ms ?? null);
          const plan = planned(many, {}, health);
          assert.deepEqual([...plan].sort(), names.map((name) => `${name}@a`).sort());
          assert.deepEqual(planned(many, {}, health), plan);
          const costs = plan.map((name) => models[names.indexOf(name.replace('@a', ''))]?.usd ?? 0);
          if (strategy === 'cheapest')
            assert.deepEqual(
              costs,
              costs.toSorted((x, y) => x - y),
            );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('naming a model', () => {
  const file = {
    tracks: {
      a: relayWith({ m: {}, 'odd@20250219': {} }),
      b: relayWith({ m: {}, other: {} }),
      c: relayWith({ m: {} }),
    },
    profiles: { default: { strategy: 'priority', targets: ['m@b', 'm@a'] } },
  };

  it('MODEL means any of the profile’s tracks, in the profile’s order first', () => {
    assert.deepEqual(planned(file, { model: 'm' }), ['m@b', 'm@a']);
    assert.deepEqual(planned(file, { model: 'other' }), ['other@b']);
  });

  it('MODEL@TRACK is pinned, also outside the profile', () => {
    assert.deepEqual(planned(file, { model: 'm@c' }), ['m@c']);
  });

  it('splits at the last @, and only where a track of that name exists', () => {
    assert.deepEqual(planned(file, { model: 'odd@20250219' }), ['odd@20250219@a']);
    assert.deepEqual(planned(file, { model: 'odd@20250219@a' }), ['odd@20250219@a']);
  });

  it('an unknown model is refused with what can be named instead', () => {
    const missing = refusalOf(() => planned(file, { model: 'gpt-9' }));
    assert.equal(missing.kind, 'no-such-model');
    assert.match(missing.message, /no track of profile default offers the model "gpt-9"; it can be named: \w+/);
    const pinned = refusalOf(() => planned(file, { model: 'gpt-9@b' }));
    assert.match(pinned.message, /track b offers no model "gpt-9"; it can be named: m, other/);
  });

  it('an unknown profile is refused with those there are', () => {
    const error = refusalOf(() => planned(file, { profile: 'nope' }));
    assert.equal(error.kind, 'invalid-request');
    assert.match(error.message, /profile must name a routing profile, got "nope" \(there are: default, /);
  });
});

describe('what rules a target out', () => {
  const file = {
    tracks: {
      a: relayWith({
        small: { ...priced(1), contextWindow: 10, maxOutputTokens: 100 },
        seeing: { ...priced(5), features: ['images', 'grounding'] },
        blind: { features: [] },
      }),
    },
    profiles: { default: { strategy: 'priority', targets: ['small@a', 'seeing@a', 'blind@a'] } },
  };
  const long = { messages: [textMessage('user', 'x'.repeat(400))] };

  it('a context window that the question does not fit', () => {
    assert.deepEqual(planned(file, { chat: long }), ['seeing@a', 'blind@a']);
  });

  it('a feature it does not declare; common ones only when it declares any', () => {
    assert.deepEqual(planned(file, { needs: ['grounding'] }), ['seeing@a']);
    assert.deepEqual(planned(file, { needs: ['images'] }), ['small@a', 'seeing@a']);
  });

  it('a cost bound: an unknown price cannot keep it', () => {
    const chat = { ...long, maxOutputTokens: 1_000_000 };
    assert.deepEqual(planned(file, { chat, maxCostUsd: 6 }), ['seeing@a']);
  });

  it('a latency bound, from what was measured', () => {
    const health = measured((model) => (model === 'small' ? 200 : null));
    assert.deepEqual(planned(file, { maxFirstPartMs: 100 }, health), ['seeing@a', 'blind@a']);
  });

  it('N1: a person who holds it out of service; when that leaves none, the refusal says so', () => {
    const health = heldOut((model) => model !== 'seeing');
    assert.deepEqual(planned(file, {}, health), ['seeing@a']);
    const error = refusalOf(() =>
      planned(
        file,
        {},
        heldOut(() => true),
      ),
    );
    assert.equal(error.kind, 'breaker-open');
    assert.match(error.message, /held out of service: small@a, seeing@a, blind@a/);
  });

  it('when nothing is left, the refusal gives each target’s reason', () => {
    const error = refusalOf(() => planned(file, { needs: ['bigquery'] }));
    assert.equal(error.kind, 'no-target');
    assert.match(error.message, /small@a: it does not offer bigquery; seeing@a: it does not offer bigquery/);
  });
});

describe('without any configuration', () => {
  it('everything goes to the sandbox, and its profiles order it by price and by latency', () => {
    assert.ok(planned({}).every((name) => name.endsWith('@sandbox')));
    assert.equal(planned({}, { profile: 'sandbox-cheap' })[0], 'deepseek-v3.2@sandbox');
    assert.equal(planned({}, { profile: 'sandbox-fast' })[0], 'gemini-pro@sandbox');
  });

  it('a track that was refused does not send its requests to the sandbox', () => {
    const { tracks } = tracksNamed(['relay']);
    const file = { tracks: { relay: { ...tracks.relay, apiKey: 'a literal key' } } };
    const configuration = createConfigurationStore(file).current();
    const error = refusalOf(() => planRoute(chatRequest(), configuration, { health: unmeasured }));
    assert.match(error.message, /tracks\.relay\.apiKey must name where the key is kept/);
  });

  it('a profile that was refused is not replaced by the built-in one of its name', () => {
    const file = { ...tracksNamed(['relay']), profiles: { default: { strategy: 'best', targets: ['m@relay'] } } };
    const configuration = createConfigurationStore(file).current();
    const error = refusalOf(() => planRoute(chatRequest(), configuration, { health: unmeasured }));
    assert.match(error.message, /profiles\.default\.strategy must be one of/);
  });

  it('a real track takes the sandbox out of the default profile', () => {
    const { tracks } = tracksNamed(['relay']);
    assert.deepEqual(planned({ tracks }), ['m@relay']);
  });
});
