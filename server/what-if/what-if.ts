/** Answers what-if questions: reads the requests of a range once, and runs them through each profile asked for. */
import { setImmediate } from 'node:timers/promises';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { WhatIfParams, WhatIfReport } from '../../protocol/what-if.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import { type CourseParts, coursesUnder, repriced } from './courses.ts';
import { KeptMonth } from './kept-month.ts';
import { Reading } from './reading.ts';
import { Replay } from './replay.ts';

export interface WhatIfParts extends CourseParts {
  /** Attempts that started within `[fromMs, toMs)`, in the order they were settled. */
  attempts(fromMs: number, toMs: number): AsyncIterable<AttemptRow>;
  readonly configuration: Pick<ConfigurationStore, 'current'>;
  readonly clock: Clock;
  /** `2026-11-22` in the user's time zone. */
  dayOf(epochMs: number): string;
  /** When this month began there. */
  monthStartMs(): number;
}

export interface WhatIf {
  /** Rejects with `RequestError` of kind `invalid-request` for a profile or a price's target that does not exist. `from` and `to` are instants. */
  reports(params: WhatIfParams): Promise<readonly WhatIfReport[]>;
  /** To be called when a row of the past was corrected. */
  forget(): void;
}

export function createWhatIf(parts: WhatIfParts): WhatIf {
  const { clock } = parts;
  const read = (reading: Reading, fromMs: number, toMs: number) =>
    readInto(reading, parts.attempts(fromMs, toMs), clock);
  const month = new KeptMonth({ clock, read });
  return {
    async reports({ from, to, profiles, prices }) {
      const fromMs = from === undefined ? parts.monthStartMs() : Date.parse(from);
      const toMs = to === undefined ? clock.epochMs() : Date.parse(to);
      const configuration = parts.configuration.current();
      const world = repriced(configuration, prices, clock.epochMs());
      const begin = () =>
        new Reading(profiles.map((profile) => new Replay(coursesUnder(profile, world, parts), parts.dayOf)));
      let reading: Reading;
      if (from === undefined && to === undefined && prices === undefined) {
        reading = await month.read({ fromMs, toMs, profiles, configuration }, begin);
      } else {
        reading = begin();
        await read(reading, fromMs, toMs);
      }
      const { replayed, simulated } = reading.end();
      const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
      return replayed.map((report, at) => ({ ...range, profile: profiles[at] ?? null, ...report, simulated }));
    },
    forget: () => month.forget(),
  };
}

/** Longer than this no request waits for a replay to let go of the processor. */
const longestTurnMs = 8;

async function readInto(reading: Reading, attempts: AsyncIterable<AttemptRow>, clock: Clock): Promise<void> {
  let turnBeganAtMs = clock.monotonicMs();
  for await (const row of attempts) {
    reading.add(row);
    if (clock.monotonicMs() - turnBeganAtMs < longestTurnMs) continue;
    await setImmediate();
    turnBeganAtMs = clock.monotonicMs();
  }
}
