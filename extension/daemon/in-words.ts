/** What the daemon says in English sentences, said in the language of the editor where it comes in: nobody behind it has to. */
import { ResponseError } from 'vscode-languageclient/node';
import type { AskResult } from '../../protocol/ask.ts';
import { failureSchema } from '../../protocol/failure.ts';
import { failureMessageIn } from '../../protocol/failure-messages.ts';
import { problemMessageIn } from '../../protocol/problem-messages.ts';
import { routeReasonIn } from '../../protocol/route-reasons.ts';
import type { Overview } from '../../protocol/status.ts';
import type { Translate } from '../../protocol/translate.ts';

/** With its failure, where a model was asked. */
export function errorInWords(error: ResponseError<unknown>, t: Translate): ResponseError<unknown> {
  const message = failureMessageIn(error.message, t);
  const failure = failureSchema.safeParse(error.data);
  return new ResponseError(error.code, message, failure.success ? { ...failure.data, message } : error.data);
}

export function resultInWords(result: AskResult, t: Translate): AskResult {
  const { failure } = result;
  return {
    ...result,
    route: result.route.map((entry) => ({
      ...entry,
      reason: entry.outcome === 'served' ? routeReasonIn(entry.reason, t) : failureMessageIn(entry.reason, t),
    })),
    ...(failure !== undefined && { failure: { ...failure, message: failureMessageIn(failure.message, t) } }),
  };
}

export function overviewInWords(overview: Overview, t: Translate): Overview {
  const problems = overview.problems.map((problem) => ({ ...problem, message: problemMessageIn(problem.message, t) }));
  return { ...overview, problems };
}
