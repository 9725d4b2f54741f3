/** A cost in the reader's language: an unknown one is said so, never written as zero. */
import { formatNanoUsd } from '../protocol/money.ts';
import type { Translate } from '../protocol/translate.ts';

export function costIn(nanoUsd: number | null, t: Translate): string {
  return nanoUsd === null ? t('cost unknown') : formatNanoUsd(nanoUsd);
}
