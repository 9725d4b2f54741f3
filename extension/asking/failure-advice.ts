/** What a person can do about each kind of failure: a sentence, and the commands that help. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { Translate } from '../translate.ts';

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
  switch (kind) {
    case 'auth':
      return {
        sentence: t('Check the key of this track: it is missing, wrong, or not allowed to use this model.'),
        remedies: ['set-api-key', 'open-settings'],
      };
    case 'no-such-model':
      return {
        sentence: t('The track does not offer this model. Check its name in the settings, or ask another model.'),
        remedies: ['open-settings', 'switch-profile'],
      };
    case 'no-target':
      return {
        sentence: t('No target of this profile can take the request. Choose another profile or add a track.'),
        remedies: ['switch-profile', 'open-settings'],
      };
    case 'network':
    case 'overloaded':
    case 'timeout':
      return {
        sentence: t('The upstream did not answer properly. Ask again, or choose a profile with another track.'),
        remedies: ['ask-again', 'switch-profile'],
      };
    case 'rate-limited':
    case 'limiter-full':
    case 'shed':
      return {
        sentence: t('Wait a moment and ask again, or choose a profile with another track.'),
        remedies: ['ask-again', 'switch-profile'],
      };
    case 'breaker-open':
      return {
        sentence: t('Wait until the target is tried again, choose another profile, or act on its circuit breaker.'),
        remedies: ['ask-again', 'switch-profile', 'circuit-breaker'],
      };
    case 'over-budget':
      return {
        sentence: t('The budget has no room for this request. Allow it once, or choose a cheaper profile.'),
        remedies: ['allow-once', 'switch-profile', 'show-panel'],
      };
    case 'context-too-long':
      return {
        sentence: t('Select less code, or ask a model with a larger context window.'),
        remedies: ['switch-profile'],
      };
    case 'content-refused':
      return { sentence: t('The upstream refuses this content. Ask in another way.'), remedies: [] };
    case 'invalid-request':
      return { sentence: t('The request was refused as it is; another try would be too.'), remedies: ['show-log'] };
    case 'ledger-unwritable':
      return {
        sentence: t('The ledger cannot be written, so nothing that costs money is sent. Check the disk.'),
        remedies: ['show-log'],
      };
    case 'truncated':
      return {
        sentence: t('The answer was cut off before its end. What came is kept.'),
        remedies: ['ask-again', 'switch-profile'],
      };
    case 'deadline':
      return {
        sentence: t('The answer took longer than its deadline allows. Ask again, or choose a faster profile.'),
        remedies: ['ask-again', 'switch-profile'],
      };
    case 'offline':
      return { sentence: t('This machine is offline. Ask again when it is connected.'), remedies: ['ask-again'] };
    case 'cancelled':
      return { sentence: t('You stopped it. What came is kept.'), remedies: [] };
  }
}
