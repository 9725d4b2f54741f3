/** The handler that explains how a request was routed. */
import { methods } from '../../protocol/methods.ts';
import type { Decisions } from '../decisions/keep-decisions.ts';
import { RequestError } from '../request-error.ts';
import { type Handler, handler } from './handler.ts';

export function explainHandler(decisions: Pick<Decisions, 'explain'>): Handler {
  return handler(methods.explain, async ({ requestId }) => {
    const explanation = await decisions.explain(requestId);
    if (explanation !== null) return explanation;
    const message = `requestId must be that of a request whose route is kept (the latest thousands), got "${requestId}"`;
    throw new RequestError('invalid-request', message);
  });
}
