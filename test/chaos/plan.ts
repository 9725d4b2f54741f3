/** What goes wrong in a run, and when: drawn from the seed alone, so that a run can be had again. Pure. */
import type { Fault } from '../../server/sandbox/faults.ts';
import { seededRandom } from '../../server/sandbox/seeded.ts';

export type Trouble =
  | { readonly kind: 'daemon-killed' }
  /** Killed, and what takes its place is killed this long after it was started. */
  | { readonly kind: 'daemon-killed-twice'; readonly againAfterMs: number }
  | { readonly kind: 'clients-killed' }
  | { readonly kind: 'clock-set'; readonly aheadMs: number; readonly killed: boolean }
  /** So many more bytes fit into the journal. */
  | { readonly kind: 'disk-full'; readonly roomBytes: number; readonly forMs: number; readonly killed: boolean }
  | { readonly kind: 'socket-deleted' }
  | {
      readonly kind: 'folder-read-only';
      readonly forMs: number;
      readonly killed: boolean;
      readonly socketsToo: boolean;
    }
  | { readonly kind: 'configuration-changed'; readonly variant: number }
  | { readonly kind: 'key-rotated' }
  | { readonly kind: 'asleep'; readonly forMs: number; readonly aheadMs: number };

export interface Step {
  /** Of load before the trouble. */
  readonly pauseMs: number;
  /** What the upstream does to the requests from here on, in turn; then it answers slowly but well. */
  readonly faults: readonly Fault[];
  readonly trouble: Trouble;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Over midnights, month ends and the change to summer time; and back. */
const jumpsMs = [0, 0.2 * hourMs, -hourMs, 12 * hourMs, dayMs, 33 * dayMs, -33 * dayMs, 150 * dayMs] as const;

/** Every kind of trouble once in each round, in an order of its own. */
export function drawPlan(seed: number, rounds: number): readonly Step[] {
  const random = seededRandom(seed, 'plan');
  return Array.from({ length: rounds }, () => drawRound(random)).flat();
}

function drawRound(random: () => number): readonly Step[] {
  const under = (most: number) => Math.floor(random() * most);
  const jump = () => jumpsMs[under(jumpsMs.length)] ?? 0;
  const troubles: readonly Trouble[] = [
    { kind: 'daemon-killed' },
    { kind: 'daemon-killed-twice', againAfterMs: under(400) },
    { kind: 'clients-killed' },
    { kind: 'clock-set', aheadMs: jump(), killed: random() < 0.5 },
    { kind: 'disk-full', roomBytes: under(2_000), forMs: 300 + under(500), killed: random() < 0.3 },
    { kind: 'socket-deleted' },
    { kind: 'folder-read-only', forMs: 200 + under(500), killed: random() < 0.5, socketsToo: random() < 0.5 },
    { kind: 'configuration-changed', variant: under(5) },
    { kind: 'key-rotated' },
    { kind: 'asleep', forMs: 100 + under(300), aheadMs: 8 * hourMs },
  ];
  return troubles
    .map((trouble) => ({ trouble, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ trouble }) => ({
      trouble,
      pauseMs: 200 + under(500),
      faults: Array.from({ length: under(15) }, () => drawFault(random)),
    }));
}

function drawFault(random: () => number): Fault {
  const afterParts = Math.floor(random() * 4);
  const faults: readonly Fault[] = [
    { type: 'status', status: 500 },
    { type: 'status', status: 503 },
    { type: 'status', status: 429, headers: { 'retry-after': '0.05' } },
    { type: 'reset' },
    { type: 'silence' },
    { type: 'cut', afterParts },
    { type: 'cut', afterParts, cleanly: true },
    { type: 'stall', afterParts },
    { type: 'malformed-chunk', afterParts },
    { type: 'error-event', afterParts },
    { type: 'no-terminator' },
    { type: 'slow-first-part', delayMs: 100 },
  ];
  return faults[Math.floor(random() * faults.length)] ?? { type: 'none' };
}
