/** Whether a chart has something to show, and what it says where it has not. Pure. */
import type { Asked } from '../asked.ts';

export type ChartStatus =
  | { readonly kind: 'loading' | 'nothing' | 'shown' }
  /** What was shown before stays. */
  | { readonly kind: 'failed'; readonly reason: string };

export function statusOf(asked: Asked | null, isMissing: boolean, isNothing: boolean): ChartStatus {
  if (asked?.answer.kind === 'failed') return { kind: 'failed', reason: asked.answer.reason };
  if (isMissing) return { kind: 'loading' };
  return { kind: isNothing ? 'nothing' : 'shown' };
}
