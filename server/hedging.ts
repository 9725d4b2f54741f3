/** What hedging goes by: how long a target usually takes, how many second tries there may be, and what they may cost. */
import type { Estimator } from './catalogue/estimate.ts';
import type { Clock } from './clock.ts';
import type { LiveHealth } from './health.ts';
import { worstCaseAt, worstCaseOf } from './ledger/worst-case.ts';
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

/** What is held in budgets for a try; a simulated one costs nothing. `null`: the target has no price for all of it. */
function mostNanoUsd(request: TargetRequest, estimator: Estimator): number | null {
  return request.target.simulated ? 0 : worstCaseAt(request.target, worstCaseOf(request, estimator));
}
