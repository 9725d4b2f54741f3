/** Answers previews: plans the request as it would be planned now, and counts its tokens where that is exact. */
import type { Preview } from '../../protocol/preview.ts';
import type { Estimator } from '../catalog/estimate.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import { countable } from './countable.ts';
import { isCountable, previewOf } from './preview.ts';
import type { TokenCounter } from './token-counter.ts';
import type { UpstreamCounts } from './upstream-counts.ts';

/** Rejects with the `RequestError` with which the request itself would be refused before it is sent. */
export type Previewer = (request: ChatRequest) => Promise<Preview>;

export interface PreviewerParts {
  /** As the request would be planned now. */
  plan(request: ChatRequest): RoutePlan;
  readonly estimator: Estimator;
  readonly counter: TokenCounter;
  /** Absent: no upstream is asked. */
  readonly upstreamCounts?: UpstreamCounts;
}

export function createPreviewer(parts: PreviewerParts): Previewer {
  const { plan: planNow, estimator, counter, upstreamCounts } = parts;
  return async (request) => {
    const plan = planNow(request);
    if (plan.refusal !== null) throw plan.refusal;
    const content = plan.targets.some(({ target }) => isCountable(target)) ? countable(request.chat) : null;
    const [counted, told] = await Promise.all([
      content === null ? null : counter.count(content.texts),
      upstreamCounts?.count(
        request,
        plan.targets.map(({ target }) => target),
      ),
    ]);
    const countedTokens = content === null || counted === null ? null : counted + content.markTokens;
    return previewOf({ chat: request.chat, plan, countedTokens, upstreamTokens: told ?? new Map(), estimator });
  };
}
