/** What holds of every plan, whatever the configuration, the request and the health: N1, and that plans can be recomputed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { strategies } from '../../../protocol/strategy.ts';
import { plainEstimator } from '../../../server/catalogue/estimate.ts';
import { type TargetHealth, unheardOf } from '../../../server/routing/candidate.ts';
import { decide } from '../../../server/routing/decision.ts';
import { planOf, priced, relayWith } from '../../support/routing.ts';

const features = ['tools', 'images', 'grounding'];

const model = fc.record({
  usd: fc.option(fc.integer({ min: 0, max: 50 })),
  window: fc.option(fc.integer({ min: 1, max: 200 })),
  features: fc.option(fc.subarray(features)),
  tags: fc.subarray(['code', 'low-cost']),
});

const health: fc.Arbitrary<TargetHealth> = fc
  .record(
    {
      breaker: fc.constantFrom('closed', 'half-open', 'probing', 'open', 'disabled'),
      failuresInARow: fc.nat(4),
      recentAttempts: fc.nat(9),
      recentFailures: fc.nat(9),
      attempts: fc.nat(50),
      failures: fc.nat(50),
      firstPartP50Ms: fc.option(fc.nat(500)),
      room: fc.oneof(fc.constantFrom('busy' as const, 'never' as const), fc.nat(5)),
    },
    { requiredKeys: [] },
  )
  .map((claims) => ({ ...unheardOf, ...claims }));

const rule = fc
  .tuple(
    fc.subarray(features, { minLength: 1 }),
    fc.constantFrom('m0@a', '*@b', 'm*@*'),
    fc.constantFrom(...strategies),
  )
  .map(([needed, pattern, strategy]) => ({
    when: { features: needed },
    // biome-ignore lint/suspicious/noThenProperty: rules of profiles are written so, and never awaited.
    then: { [strategy === 'priority' ? 'exclude' : 'targets']: [pattern], strategy },
  }));

const situation = fc.record({
  models: fc.array(model, { minLength: 1, maxLength: 6 }),
  strategy: fc.constantFrom(...strategies),
  rules: fc.array(rule, { maxLength: 2 }),
  needs: fc.subarray(features),
  health: fc.array(health, { minLength: 12, maxLength: 12 }),
  usual: fc.array(fc.option(fc.nat(3_000)), { minLength: 6, maxLength: 6 }),
  maxFirstPartMs: fc.option(fc.integer({ min: 1, max: 600 })),
  maxCostUsd: fc.option(fc.constantFrom(0.001, 0.01, 0.1)),
  named: fc.option(fc.constantFrom('m0', 'm0@b')),
  home: fc.option(fc.constantFrom('m0@a', 'm1@b')),
});
type Situation = typeof situation extends fc.Arbitrary<infer One> ? One : never;

function modelsOf({ models }: Situation): Record<string, unknown> {
  const entries = models.map(({ usd, window, features: declared, tags }, index) => [
    `m${index}`,
    {
      ...(usd === null ? {} : priced(usd)),
      ...(window !== null && { contextWindow: window }),
      ...(declared !== null && { features: declared }),
      ...(tags.length > 0 && { goodFor: tags }),
    },
  ]);
  return Object.fromEntries(entries);
}

function planIn(one: Situation, models = modelsOf(one)) {
  const { strategy, rules, needs, maxFirstPartMs, maxCostUsd, named, home } = one;
  const file = {
    tracks: { a: relayWith(models), b: relayWith({ m0: {}, m1: priced(3) }) },
    profiles: { p: { strategy, rules } },
  };
  const number = ({ model: name, track }: { model: string; track: { name: string } }) =>
    Number(name.slice(1)) + (track.name === 'a' ? 0 : 6);
  return planOf(
    file,
    { profile: 'p', needs, maxFirstPartMs, maxCostUsd, model: named },
    {
      health: { of: (target) => one.health[number(target)] ?? unheardOf },
      estimator: { ...plainEstimator, usualOutputTokens: (name) => one.usual[Number(name.slice(1, 2))] ?? null },
      warmth: () => ({ home: () => home, tokens: (target) => (target === home ? 5_000 : 0) }),
    },
  );
}

describe('every plan', () => {
  it('N1: holds each candidate once, in the plan or left out with a reason, and is refused where none is in it', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { targets, excluded, inputs, refusal } = planIn(one);
        const names = [...targets.map(({ target }) => target.name), ...excluded.map(({ target }) => target)];
        assert.deepEqual(names.toSorted(), inputs.candidates.map(({ target }) => target.name).toSorted());
        assert.equal(new Set(names).size, names.length);
        assert.ok([...targets, ...excluded].every(({ reason }) => reason !== ''));
        assert.equal(refusal !== null, targets.length === 0);
      }),
    );
  });

  it('N1: holds none that is out of service, lacks what is needed, has too small a window or breaks a bound', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { targets, inputs } = planIn(one);
        for (const { target, figures } of targets) {
          const candidate = inputs.candidates.find((other) => other.target === target);
          assert.notEqual(candidate?.health.breaker, 'disabled');
          assert.ok(one.needs.every((need) => target.features?.has(need) ?? need !== 'grounding'));
          assert.ok((candidate?.expected.inputTokens ?? 0) <= (target.contextWindow ?? 1e9));
          if (one.maxCostUsd !== null) assert.ok((figures.mostPicoUsd ?? 1e99) <= one.maxCostUsd * 1e12);
          if (one.maxFirstPartMs !== null) assert.ok((figures.firstPartMs ?? 0) <= one.maxFirstPartMs);
        }
      }),
    );
  });

  it('N3: is the same for the same inputs', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { targets, excluded, inputs } = planIn(one);
        const again = decide(inputs);
        assert.deepEqual([again.targets, again.excluded], [targets, excluded]);
      }),
    );
  });

  it('puts nothing that stands badly before what stands well', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { targets, inputs } = planIn(one);
        const open = targets.map(({ target }) => {
          const found = inputs.candidates.find((other) => other.target === target);
          return found?.health.breaker === 'open' || found?.health.breaker === 'probing';
        });
        assert.ok(!open.includes(true) || !open.slice(open.indexOf(true)).includes(false));
      }),
    );
  });
});

describe('cheapest', () => {
  const plain = situation.map((one) => ({
    ...one,
    strategy: 'cheapest' as const,
    rules: [],
    home: null,
    maxCostUsd: null,
    health: [],
  }));

  it('a target that becomes cheaper never comes later', () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: 1, max: 50 }), (one, by) => {
        const [first] = one.models;
        if (first === undefined || first.usd === null) return;
        const place = (usd: number) => {
          const models = { ...modelsOf(one), m0: { ...Object(modelsOf(one).m0), ...priced(usd) } };
          return planIn(one, models).targets.findIndex(({ target }) => target.name === 'm0@a');
        };
        assert.ok(place(Math.max(0, first.usd - by)) <= place(first.usd));
      }),
    );
  });
});
