/** The short cut for good lines against the schemas it stands in for: never wider, and taken by what the ledger writes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { failureKinds } from '../../../protocol/failure.ts';
import { abortPolicies } from '../../../protocol/spend.ts';
import { simplePrice } from '../../../server/catalogue/price.ts';
import { isKnownLine } from '../../../server/ledger/known-line.ts';
import { lineSchema } from '../../../server/ledger/line.ts';
import { toIntentLine, toSettlementLine } from '../../../server/ledger/stored.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, freeTarget, intent, sandboxTarget, target, usage } from './attempts.ts';

const targets = [
  target(),
  target('m@unpriced', { price: null }),
  target('m@list', { listPrice: simplePrice(2.5, 10, 'vendor', { asOf: '2026-11-01', cacheReadUsdPerMTok: 0.1 }) }),
  sandboxTarget,
  freeTarget,
];
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });

const intents = fc
  .record({
    requestId: fc.string(),
    at: fc.constantFrom(...targets),
    parentRequest: orNull(fc.string()),
    branch: orNull(fc.string()),
    heldNanoUsd: fc.nat(),
    isFirst: fc.boolean(),
  })
  .map(({ requestId, at, parentRequest, branch, heldNanoUsd, isFirst }) => {
    const first = { ofRequest: isFirst, atTarget: isFirst, ofModel: isFirst, onTrack: true };
    const origin = { parentRequest, branch };
    return {
      ...toIntentLine(intent(new FakeClock(), requestId, { target: at, origin, heldNanoUsd }), first),
      n: 1,
    };
  });

const settlements = fc
  .record({
    intended: intents,
    outcome: fc.constantFrom('success' as const, ...failureKinds),
    measuredUsage: orNull(fc.tuple(fc.nat(), fc.nat()).map(([input, output]) => usage(input, output))),
    rawUsage: fc.jsonValue(),
    billable: fc.boolean(),
    abortPolicy: fc.constantFrom(null, ...abortPolicies),
    firstPartMs: orNull(fc.double({ noNaN: true, min: 0, max: 1e9 })),
    servedModel: orNull(fc.string()),
  })
  .map(({ intended, ...more }) => ({ ...toSettlementLine(intended, end(more), 5), n: 2 }));

/** As it is read back. */
const lines = fc.oneof(intents, settlements).map((line): unknown => JSON.parse(JSON.stringify(line)));

/** The same value with another one in one place of it, or without that place. */
function changed(value: unknown, path: readonly number[], instead: unknown): unknown {
  if (typeof value !== 'object' || value === null) return instead;
  const keys = Object.keys(value);
  const key = keys[(path[0] ?? 0) % (keys.length + 1)];
  if (key === undefined) return instead;
  const entries = Object.entries(value).flatMap(([name, entry]): [string, unknown][] => {
    if (name !== key) return [[name, entry]];
    const other = path.length > 1 ? changed(entry, path.slice(1), instead) : instead;
    return other === undefined ? [] : [[name, other]];
  });
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}

const values = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(undefined, null, -1, 0, 1, 0.5, 2 ** 53, 1e300, '', 'unknown', [], {}),
);

describe('the short cut for lines', () => {
  it('is taken by the intents and settlements the ledger writes', () => {
    fc.assert(
      fc.property(lines, (line) => assert.ok(isKnownLine(line), JSON.stringify(line))),
      { seed: 21 },
    );
  });

  it('L4: knows nothing that the schemas refuse, and leaves it as they would', () => {
    let known = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 3 }),
        values,
        (line, path, instead) => {
          const mutant = changed(line, path, instead);
          if (!isKnownLine(mutant)) {
            refused += 1;
            return;
          }
          known += 1;
          assert.deepEqual(lineSchema.parse(mutant), mutant);
        },
      ),
      { seed: 22, numRuns: 20_000 },
    );
    // Both ends were really looked at.
    assert.ok(known > 1_000 && refused > 5_000, `${known} known, ${refused} refused`);
  });

  it('leaves lines of other kinds, and prices with more to them, to the schemas', () => {
    const tiers = [{ aboveInputTokens: 5, inputUsdPerMTok: 2 }];
    const booked = intent(new FakeClock(), 'r', {
      target: target('m@t', { price: simplePrice(1, 1, 'x', { tiers }) }),
    });
    const line = { ...toIntentLine(booked, { ofRequest: true, atTarget: true, ofModel: true, onTrack: true }), n: 1 };
    for (const other of [null, 'line', [], { t: 'segment', n: 1, v: 1, month: '2026-11', after: null }, line])
      assert.equal(isKnownLine(other), false);
    assert.equal(lineSchema.safeParse(line).success, true);
  });
});
