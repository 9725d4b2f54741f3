/** Attempts of the past and what replays them, for tests. */
import type { AttemptRow } from '../../../protocol/spend.ts';
import { noUsage, type Usage } from '../../../protocol/usage.ts';
import type { Estimator } from '../../../server/catalogue/estimate.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { unheardOf } from '../../../server/routing/candidate.ts';
import { localTimeReader } from '../../../server/routing/local-time.ts';
import { createWhatIf } from '../../../server/what-if/what-if.ts';
import { attemptRow } from '../../support/attempt-row.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const price = (inputUsdPerMTok: number, outputUsdPerMTok: number) => ({ price: { inputUsdPerMTok, outputUsdPerMTok } });
const track = (models: Record<string, unknown>) => ({
  provider: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:9/v1',
  models,
});
const tracks = {
  dear: track({ big: { ...price(10, 20), contextWindow: 1_000_000 } }),
  cheap: track({ small: { ...price(1, 2), contextWindow: 2_000 } }),
  odd: track({ unpriced: { features: ['tools'] } }),
};

export const profiles = {
  saving: { strategy: 'cheapest', targets: ['big@dear', 'small@cheap'] },
  large: { strategy: 'priority', targets: ['big@dear'] },
  narrow: { strategy: 'priority', targets: ['small@cheap'] },
  unknown: { strategy: 'priority', targets: ['unpriced@odd'] },
};

/** $0.012 at a dear model, one attempt, in the morning of November 10. */
export function row(requestId: string, more: Partial<AttemptRow> = {}, tokens: Partial<Usage> = {}): AttemptRow {
  return attemptRow({
    requestId,
    target: 'big@dear',
    profile: 'large',
    usage: { ...noUsage, inputTokens: 1_000, outputTokens: 100, ...tokens },
    listCostNanoUsd: 12_000_000,
    billedCostNanoUsd: 12_000_000,
    startedAt: '2026-11-10T08:00:00.000Z',
    ...more,
  });
}

export interface Past {
  /** Attempts settled so far; of those that started before `fromMs` none is wanted. */
  rows(fromMs: number): readonly AttemptRow[];
  readonly profiles?: Readonly<Record<string, unknown>>;
  readonly estimator?: Estimator;
  readonly clock?: FakeClock;
}

/** `small@cheap` fails every tenth time and is quick; of the others nothing is known. */
export function whatIfOver(past: Past) {
  const configuration = createConfigurationStore({ tracks, profiles: { ...profiles, ...past.profiles } });
  const whatIf = createWhatIf({
    async *attempts(fromMs, toMs) {
      for (const row of past.rows(fromMs)) {
        const startedAtMs = Date.parse(row.startedAt);
        if (startedAtMs >= fromMs && startedAtMs < toMs) yield row;
      }
    },
    configuration,
    circumstances: {
      health: {
        of: ({ name }) =>
          name === 'small@cheap'
            ? { ...unheardOf, breaker: 'open', attempts: 100, failures: 10, firstPartP50Ms: 50, totalP50Ms: 400 }
            : unheardOf,
      },
      ...(past.estimator !== undefined && { estimator: past.estimator }),
    },
    localTimeAt: localTimeReader('UTC'),
    clock: past.clock ?? new FakeClock(),
    dayOf: (epochMs) => new Date(epochMs).toISOString().slice(0, 10),
    monthStartMs: () => Date.parse('2026-11-01T00:00:00Z'),
  });
  return { ...whatIf, configuration };
}
