/** Answers previews: plans the request as it would be planned now, and counts its tokens where that is exact for anyone. */
import type { Preview } from '../../protocol/preview.ts';
import type { Estimator } from '../catalog/estimate.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import { countable } from './countable.ts';
import { isCountable, previewOf } from './preview.ts';
import type { TokenCounter } from './token-counter.ts';

/** Rejects with the `RequestError` with which the request itself would be refused before it is sent. */
export type Previewer = (request: ChatRequest) => Promise<Preview>;

export interface PreviewerParts {
  /** As the request would be planned now. */
  plan(request: ChatRequest): RoutePlan;
  readonly estimator: Estimator;
  readonly counter: TokenCounter;
}

export function createPreviewer({ plan: planNow, estimator, counter }: PreviewerParts): Previewer {
  return async (request) => {
    const plan = planNow(request);
    if (plan.refusal !== null) throw plan.refusal;
    const content = plan.targets.some(({ target }) => isCountable(target)) ? countable(request.chat) : null;
    const counted = content === null ? null : await counter.count(content.texts);
    const countedTokens = content === null || counted === null ? null : counted + content.markTokens;
    return previewOf({ chat: request.chat, plan, countedTokens, estimator });
  };
}
