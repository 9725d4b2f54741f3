/** Answers previews: plans the request as it would be planned now, and counts its tokens where that is exact. */
import type { Preview } from '../../protocol/preview.ts';
import type { Estimator } from '../catalogue/estimate.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import type { RoutePlanner } from '../route-planner.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import { countable } from './countable.ts';
import { isCountable, previewOf } from './preview.ts';
import type { TokenCounter } from './token-counter.ts';
import type { UpstreamCounts } from './upstream-counts.ts';

/**
 * Rejects with the `RequestError` with which the request itself would be refused before it is sent. With `everyTarget`
 * the targets that the plan does not name stand behind the others, and that none fits is told, not refused.
 */
export type Previewer = (request: ChatRequest, everyTarget?: boolean) => Promise<Preview>;

export interface PreviewerParts {
  /** As the request would be planned now. */
  readonly planner: Pick<RoutePlanner, 'plan' | 'planOthers'>;
  readonly estimator: Estimator;
  readonly counter: TokenCounter;
  /** Absent: no upstream is asked. */
  readonly upstreamCounts?: UpstreamCounts;
}

export function createPreviewer(parts: PreviewerParts): Previewer {
  const { planner, estimator, counter, upstreamCounts } = parts;
  return async (request, everyTarget = false) => {
    const plan = planner.plan(request);
    if (plan.refusal !== null && !everyTarget) throw plan.refusal;
    const plans: readonly [RoutePlan, ...RoutePlan[]] = everyTarget ? [plan, planner.planOthers(plan)] : [plan];
    const targets = plans.flatMap((one) => one.targets).map(({ target }) => target);
    const content = targets.some(isCountable) ? countable(request.chat) : null;
    const [counted, told] = await Promise.all([
      content === null ? null : counter.count(content.texts),
      upstreamCounts?.count(request, targets),
    ]);
    const countedTokens = content === null || counted === null ? null : counted + content.markTokens;
    return previewOf({ chat: request.chat, plans, countedTokens, upstreamTokens: told ?? new Map(), estimator });
  };
}
