/** Each kind of failure in a few words, for sentences that name several. */
import type { FailureKind } from './failure.ts';

export const failureWords: Readonly<Record<FailureKind, string>> = {
  network: 'network error',
  overloaded: 'overloaded',
  'rate-limited': 'slowed down by its vendor',
  timeout: 'timed out',
  auth: 'key refused',
  'no-such-model': 'no such model',
  'invalid-request': 'request not understood',
  'content-refused': 'content refused',
  'context-too-long': 'request too long',
  'breaker-open': 'breaker open',
  'limiter-full': 'limit reached',
  'over-budget': 'over budget',
  'no-price': 'price not known',
  'no-target': 'no target',
  'ledger-unwritable': 'ledger not writable',
  truncated: 'cut off',
  shed: 'too busy',
  cancelled: 'stopped by hand',
  deadline: 'past its deadline',
  offline: 'offline',
};
