/** What a person can do about each kind of failure: a sentence, and the commands that help. */
import type { FailureKind } from '../../protocol/failure.ts';
import { failureAdvice } from '../../protocol/failure-advice.ts';
import type { Translate } from '../../protocol/translate.ts';

export type Remedy =
  | 'set-api-key'
  | 'switch-profile'
  | 'open-settings'
  | 'show-panel'
  | 'show-log'
  | 'circuit-breaker'
  | 'allow-once'
  | 'ask-again';

export interface Advice {
  readonly sentence: string;
  readonly remedies: readonly Remedy[];
}

export function adviceFor(kind: FailureKind, t: Translate): Advice {
  return { sentence: failureAdvice(kind, t), remedies: remedies[kind] };
}

const remedies: Readonly<Record<FailureKind, readonly Remedy[]>> = {
  auth: ['set-api-key', 'open-settings'],
  'no-such-model': ['open-settings', 'switch-profile'],
  'no-target': ['switch-profile', 'open-settings'],
  network: ['ask-again', 'switch-profile'],
  overloaded: ['ask-again', 'switch-profile'],
  timeout: ['ask-again', 'switch-profile'],
  'rate-limited': ['ask-again', 'switch-profile'],
  'limiter-full': ['ask-again', 'switch-profile'],
  shed: ['ask-again', 'switch-profile'],
  'breaker-open': ['ask-again', 'switch-profile', 'circuit-breaker'],
  'over-budget': ['allow-once', 'switch-profile', 'show-panel'],
  'no-price': ['allow-once', 'open-settings', 'show-panel'],
  'context-too-long': ['switch-profile'],
  'content-refused': [],
  'invalid-request': ['show-log'],
  'ledger-unwritable': ['show-log'],
  truncated: ['ask-again', 'switch-profile'],
  deadline: ['ask-again', 'switch-profile'],
  offline: ['ask-again'],
  cancelled: [],
};
