/** How the reading of an answer ended, the same for every dialect: whole, cut, refused within, or no answer at all. */
import type { FailureKind } from '../../protocol/failure.ts';
import { RequestError } from '../request-error.ts';

export interface AnswerEnd {
  /** `model@track`. */
  readonly target: string;
  /** Content was delivered. */
  readonly delivered: boolean;
  /** Every choice has finished. */
  readonly isOver: boolean;
  /** What it means that reading failed. */
  broken(error: unknown): RequestError;
}

/**
 * What an error while reading means for the answer; `null`: nothing, it was over. Once content was delivered it is
 * `truncated` (its cause says why), else what it was.
 */
export function failureAtEnd(error: unknown, { target, delivered, isOver, broken }: AnswerEnd): RequestError | null {
  const failure = error instanceof RequestError ? error : broken(error);
  if (isOver && doesNotMatterAfterTheEnd(failure)) return null;
  return delivered ? truncated(failure, target) : failure;
}

export function endedEarly(target: string): RequestError {
  return new RequestError('network', `${target}: the answer ended before it was complete.`, { target });
}

/** For a body, or data of an event, that is of no shape the dialect has. */
export function noAnswer(text: string, target: string): RequestError {
  const what =
    text.trim() === '' ? 'an empty body' : /^\s*</.test(text) ? 'a web page' : 'something that is no JSON of a chat';
  const hint = /^\s*</.test(text) ? ' Check that the base URL leads to the API.' : '';
  return new RequestError('network', `${target}: answered with ${what}.${hint}`, { target });
}

/** A cut, a stall, a reset or garbage after the last finish reason changes nothing; an error the upstream states, or a cancel, does. */
function doesNotMatterAfterTheEnd(failure: RequestError): boolean {
  return failure.kind === 'network' || failure.kind === 'timeout';
}

/** What this side did or lacks stays what it is: it says nothing against the target. */
const ownKinds: ReadonlySet<FailureKind> = new Set(['cancelled', 'deadline', 'offline', 'truncated']);

function truncated(failure: RequestError, target: string): RequestError {
  if (ownKinds.has(failure.kind)) return failure;
  return new RequestError('truncated', `${target}: the answer was cut off. ${failure.message}`, {
    target,
    status: failure.status,
    cause: failure,
  });
}
