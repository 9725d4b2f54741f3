/** The snapshot: the accounts as of a place in each segment, so that a start reads it and the journal's tail only. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { attemptRowSchema } from '../../protocol/spend.ts';
import { type Accounts, emptyAccounts } from './accounts.ts';
import { createCalendar, utcMonth } from './calendar.ts';
import { restoreLatency, storedLatencySchema, storeLatency } from './latency.ts';
import { storedCorrectionSchema, storedIntentSchema } from './line.ts';
import type { Place } from './segment.ts';
import { attemptKey } from './stored.ts';
import { cellsText, KeptBucket, type MakeAnew } from './stored-bucket.ts';

const whole = z.number().int();

export const snapshotSchema = z.object({
  version: z.literal(4),
  /** Hours and days were cut in this zone. */
  timeZone: z.string(),
  hoursFromMs: whole,
  /** How far each segment of the journal is counted in: month, bytes, hash and number of the last line. */
  covers: z.array(z.tuple([z.string(), whole, z.string().nullable(), whole])),
  /** Start, first and last row, and the cells as text: a start reads none that nobody asks for. */
  hours: z.array(z.tuple([whole, whole, whole, z.string()])),
  /** Of all these texts together, since nothing else looks at them. */
  hoursHash: z.string(),
  latency: storedLatencySchema,
  recent: z.array(z.object({ n: whole, row: attemptRowSchema })),
  /** Attempts that were under way. */
  open: z.array(storedIntentSchema),
  staleMonths: z.array(z.string()),
  /** Month, ordered, latest start, and the hours with the bytes they begin at. */
  marks: z.array(z.tuple([z.string(), z.boolean(), whole, z.array(z.tuple([whole, whole]))])),
  /** Of the months kept by the hour; absent in snapshots from before there were any. */
  corrections: z.array(storedCorrectionSchema).default([]),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Stands for an old segment that was there and was not read: its days are derived from it on query. */
export function unread(bytes: number): Place {
  return { bytes, hash: null, n: -1 };
}

/** A copy: later bookings do not change it. */
export function toSnapshot(
  accounts: Accounts,
  covers: readonly { readonly month: string; readonly place: Place }[],
): Snapshot {
  const hours = [...accounts.hours.values()].map((hour): Snapshot['hours'][number] => [
    hour.startMs,
    hour.firstMs,
    hour.lastMs,
    cellsText(hour),
  ]);
  return {
    version: 4,
    timeZone: accounts.calendar.timeZone,
    hoursFromMs: accounts.hoursFromMs,
    covers: covers.map(({ month, place }) => [month, place.bytes, place.hash, place.n]),
    hours,
    hoursHash: hashOf(hours),
    latency: storeLatency(accounts.latency),
    recent: [...accounts.recent],
    open: [...accounts.pairing.open.values()],
    staleMonths: [...accounts.staleMonths],
    marks: [...accounts.marks]
      .filter(([month]) => month >= utcMonth(accounts.hoursFromMs))
      .map(([month, { ordered, latestMs, hours }]) => [month, ordered, latestMs, [...hours]]),
    corrections: [...accounts.corrections]
      .filter(([month]) => month >= utcMonth(accounts.hoursFromMs))
      .flatMap(([, lines]) => lines),
  };
}

/** In the time zone it was written in. Throws when a histogram in it is damaged, or the hours are not those it was written with. */
export function fromSnapshot(snapshot: Snapshot, makeAnew: MakeAnew): Accounts {
  const accounts = emptyAccounts(createCalendar(snapshot.timeZone), snapshot.hoursFromMs);
  if (snapshot.hoursHash !== hashOf(snapshot.hours)) throw new Error('its hours are not those it was written with');
  for (const [startMs, firstMs, lastMs, text] of snapshot.hours)
    accounts.hours.set(startMs, new KeptBucket({ startMs, firstMs, lastMs }, text, makeAnew));
  for (const intent of snapshot.open) accounts.pairing.open.set(attemptKey(intent.r, intent.a), intent);
  for (const month of snapshot.staleMonths) accounts.staleMonths.add(month);
  for (const [month, ordered, latestMs, hours] of snapshot.marks) {
    accounts.marks.set(month, { ordered, latestMs, hours });
  }
  for (const line of snapshot.corrections) {
    const month = utcMonth(line.st);
    accounts.corrections.set(month, [...(accounts.corrections.get(month) ?? []), line]);
  }
  accounts.recent.push(...snapshot.recent);
  for (const [target, generations] of restoreLatency(snapshot.latency).byTarget) {
    accounts.latency.byTarget.set(target, generations);
  }
  return accounts;
}

function hashOf(hours: Snapshot['hours']): string {
  const sum = createHash('sha256');
  for (const hour of hours) sum.update(`${hour.join(' ')}\n`);
  return sum.digest('hex');
}
