/** What the panel has asked the daemon for, and whether it has come. Pure. */
import type { Load } from '../protocol/panel.ts';

/** What was last asked for, and whether it has come. */
export interface Asked {
  /** What the question was about: another question is asked at once. */
  readonly question: string;
  /** The overview's revision at that time. */
  readonly revision: number;
  readonly atMs: number;
  readonly answer: { readonly kind: 'pending' | 'came' } | { readonly kind: 'failed'; readonly reason: string };
}

export type AskedLoads = Readonly<Record<Load, Asked | null>>;

export const nothingAsked: AskedLoads = { spend: null, targets: null, requests: null, decision: null };

/** An answer has come, or the reason it cannot. */
export function answered(asked: AskedLoads, load: Load, answer: Asked['answer']): AskedLoads {
  const last = asked[load];
  return last === null ? asked : { ...asked, [load]: { ...last, answer } };
}
