/** What hedging goes by: how long a target usually takes, how many second tries there may be, and what they may cost. */
import { type Estimator, expectedInputTokens } from './catalogue/estimate.ts';
import type { Clock } from './clock.ts';
import type { LiveHealth } from './health.ts';
import { worstCaseNanoUsd, worstCaseOf } from './ledger/worst-case.ts';
import type { HedgeParts } from './pipeline/hedge.ts';
import type { TargetRequest } from './pipeline/service.ts';
import type { Requests } from './requests.ts';
import { HedgeBudget } from './resilience/hedge-budget.ts';
import { HedgeSpend } from './resilience/hedge-spend.ts';

export interface HedgingParts {
  readonly health: Pick<LiveHealth, 'firstPartP95Ms'>;
  readonly estimator: Estimator;
  readonly clock: Clock;
}

export interface Hedging extends HedgeParts {
  /** Counts what is booked from now on: hedges may cost a share of it. */
  watch(requests: Pick<Requests, 'onSettle'>): void;
}

export function createHedging({ health, estimator, clock }: HedgingParts): Hedging {
  const spend = new HedgeSpend();
  return {
    afterMs: ({ target, policy }) => (policy.hedge ? health.firstPartP95Ms(target) : null),
    budget: new HedgeBudget(),
    spend,
    mostNanoUsd: (request) => mostNanoUsd(request, estimator),
    watch(requests) {
      requests.onSettle(({ simulated, billedCostNanoUsd }) => {
        if (!simulated) spend.spent(billedCostNanoUsd ?? 0, clock.monotonicMs());
      });
    },
  };
}

/** What is held in budgets for a try; a simulated one costs nothing. `null`: the target has no price. */
function mostNanoUsd({ chat, target, plainTokens }: TargetRequest, estimator: Estimator): number | null {
  if (target.simulated) return 0;
  const inputTokens = expectedInputTokens(estimator, target.name, plainTokens);
  const pricing = { nominal: target.nominalPrice, list: null, terms: target.track.terms };
  return worstCaseNanoUsd(worstCaseOf(chat, inputTokens), pricing);
}
