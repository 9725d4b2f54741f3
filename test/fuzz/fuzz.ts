/**
 * Tries one property with many inputs: a few in `npm test`, far more in `npm run test:fuzz`. The seed is told with the
 * result and, by fast-check, with a failure; `DUALTRACK_SEED` gives it.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';

const isLong = process.env.DUALTRACK_LONG === '1';
/** The same inputs at every `npm test`, others at every long form. */
const seed = Number(process.env.DUALTRACK_SEED ?? (isLong ? Date.now() % 2 ** 31 : 20_261_122));

/** Inputs that the long form tries, by target. Together they are at least 100,000. */
export const longRuns = {
  answers: 24_000,
  interleaved: 6_000,
  failures: 12_000,
  configuration: 6_000,
  files: 6_000,
  journal: 6_000,
  usage: 12_000,
  panel: 12_000,
  framing: 12_000,
  rpc: 4_000,
  gateway: 4_000,
} as const;

/** The short form tries one of so many. */
const shortShare = 100;

/** No input may keep this process busy for longer, however loaded the machine is. */
const mostBusyMs = 1_500;
/** Nor may one wait for longer. */
const mostWaitedMs = 20_000;

export interface FuzzOptions {
  readonly skip?: false | string;
}

/** `property` throws, or rejects, where it does not hold for an input. */
export function fuzz<Input>(
  name: string,
  target: keyof typeof longRuns,
  inputs: fc.Arbitrary<Input>,
  property: (input: Input) => void | Promise<void>,
  { skip = false }: FuzzOptions = {},
): void {
  it(name, { skip }, async (context) => {
    const numRuns = isLong ? longRuns[target] : Math.ceil(longRuns[target] / shortShare);
    let slowestMs = 0;
    let tried = 0;
    const once = async (input: Input) => {
      const before = process.cpuUsage();
      await inTime(property(input));
      const { user, system } = process.cpuUsage(before);
      const busyMs = (user + system) / 1000;
      slowestMs = Math.max(slowestMs, busyMs);
      tried += 1;
      assert.ok(busyMs < mostBusyMs, `one input kept the process busy for ${busyMs} ms`);
    };
    await fc.assert(fc.asyncProperty(inputs, once), { seed, numRuns, interruptAfterTimeLimit: 280_000 });
    assert.ok(tried > 0);
    context.diagnostic(`${tried} inputs, seed ${seed}, the slowest took ${slowestMs.toFixed(0)} ms`);
  });
}

async function inTime(running: void | Promise<void>): Promise<void> {
  if (running === undefined) return;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`one input waited for ${mostWaitedMs} ms`)), mostWaitedMs);
  try {
    await Promise.race([running, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of a message for a person: it says something, at bearable length, and nothing of our insides. */
export function assertClear(message: string): void {
  assert.ok(message.trim().length > 4, `it says nothing: ${JSON.stringify(message)}`);
  assert.ok(message.length < 4_000, `it has ${message.length} characters: ${message.slice(0, 200)}`);
  assert.doesNotMatch(message, /\n\s+at |\.ts:\d|node_modules|TypeError|RangeError|is not a function|Cannot read prop/);
  assert.doesNotMatch(message, /\[object Object\]/);
}

/** Objects have no fields that an input put there. */
export function assertUnpolluted(): void {
  for (const field in {}) assert.fail(`every object has a field ${field}`);
  const plain: object = {};
  assert.equal(Reflect.get(plain, 'polluted'), undefined);
  assert.equal(plain.constructor, Object);
}
