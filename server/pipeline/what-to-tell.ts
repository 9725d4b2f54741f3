/** What a caller is told when all targets of a plan have failed: one sentence, in which nothing stands twice. Pure. */
import { failureWords } from '../../protocol/failure-words.ts';
import { RequestError } from '../request-error.ts';
import { rowOf } from '../resilience/failure-table.ts';

/** A target that failed before anything was delivered. */
export interface FailedTarget {
  readonly target: string;
  readonly error: RequestError;
}

/**
 * Of several failures the last one that an upstream caused tells most. Where no upstream was asked, because breakers,
 * limits or budgets refused everywhere, the caller may come back when the first of them allows.
 */
export function whatToTell(failures: readonly FailedTarget[]): RequestError {
  const [first, ...others] = failures;
  if (first === undefined) throw new Error('a plan holds at least one target');
  if (others.length === 0) return first.error;
  const caused = failures.findLast(({ error }) => rowOf(error).evidence !== 'own');
  return caused === undefined ? refusedEverywhere(first.error, failures) : withOthers(caused, failures);
}

function refusedEverywhere(first: RequestError, failures: readonly FailedTarget[]): RequestError {
  const errors = failures.map(({ error }) => error);
  const [soonest = first] = errors.toSorted((one, other) => waitOf(one) - waitOf(other));
  const sentences = saidOnce(errors);
  const message = sentences.length === 1 ? sentences.join() : `no target is available: ${sentences.join('; ')}`;
  const { kind, target, retryAfterMs, rateLimits } = soonest;
  return new RequestError(kind, message, { target, retryAfterMs, rateLimits, cause: soonest });
}

/** What several refusals share is said once, before what each of them says of its own target. */
function saidOnce(errors: readonly RequestError[]): readonly string[] {
  const own = new Map<string, Set<string>>();
  for (const { message, sentence } of errors) {
    const shared = sentence?.shared ?? message;
    const said = own.get(shared) ?? new Set();
    if (sentence !== null) said.add(sentence.own);
    own.set(shared, said);
  }
  return [...own].map(([shared, said]) => (said.size === 0 ? shared : `${shared}: ${[...said].join('; ')}`));
}

/** The same failure, naming the targets that failed alike, and those that failed in another way, with how. */
function withOthers(told: FailedTarget, failures: readonly FailedTarget[]): RequestError {
  const others = failures.filter((failed) => failed !== told);
  const alike = others.filter((failed) => withoutName(failed) === withoutName(told)).map(({ target }) => target);
  const besides = others
    .filter(({ target }) => !alike.includes(target))
    .map(({ target, error }) => `${target}: ${failureWords[error.kind]}`);
  const message = [
    told.error.message,
    ...(alike.length === 0 ? [] : [`(likewise ${alike.join(', ')})`]),
    ...(besides.length === 0 ? [] : [`(besides, ${besides.join(', ')})`]),
  ].join(' ');
  const { kind, target, status, retryAfterMs } = told.error;
  return new RequestError(kind, message, { target, status, retryAfterMs, cause: told.error });
}

function withoutName({ target, error }: FailedTarget): string {
  return error.message.replaceAll(target, '');
}

function waitOf({ retryAfterMs }: RequestError): number {
  return retryAfterMs ?? Number.POSITIVE_INFINITY;
}
