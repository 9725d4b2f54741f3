/** What a person can do about each kind of failure, in one sentence. */
import type { FailureKind } from './failure.ts';
import type { Translate } from './translate.ts';

export function failureAdvice(kind: FailureKind, t: Translate): string {
  switch (kind) {
    case 'auth':
      return t('Check the key of this track: it is missing, wrong, or not allowed to use this model.');
    case 'no-such-model':
      return t('Check the name of the model in the settings, or ask another model.');
    case 'no-target':
      return t('No target of this profile can take the request. Choose another profile or add a track.');
    case 'network':
    case 'overloaded':
    case 'timeout':
      return t('The upstream did not answer properly. Ask again, or choose a profile with another track.');
    case 'rate-limited':
    case 'limiter-full':
    case 'shed':
      return t('Wait a moment and ask again, or choose a profile with another track.');
    case 'breaker-open':
      return t('Wait until the target is tried again, choose another profile, or act on its circuit breaker.');
    case 'over-budget':
      return t('Allow this request once, raise the budget, or choose a cheaper profile.');
    case 'no-price':
      return t('Give the model a price in the settings, or allow this request once.');
    case 'context-too-long':
      return t('Select less code, or ask a model with a larger context window.');
    case 'content-refused':
      return t('The upstream refuses this content. Ask in another way.');
    case 'invalid-request':
      return t('Change what the message names: as it is, the request would be refused again.');
    case 'ledger-unwritable':
      return t('The ledger cannot be written, so nothing that costs money is sent. Check the disk.');
    case 'truncated':
      return t('The answer was cut off before its end. What came is kept.');
    case 'deadline':
      return t('The answer took longer than its deadline allows. Ask again, or choose a faster profile.');
    case 'offline':
      return t('This machine is offline. Ask again when it is connected.');
    case 'cancelled':
      return t('You stopped it. What came is kept.');
  }
}
