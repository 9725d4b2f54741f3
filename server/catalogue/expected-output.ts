/** R4: the usual length of a target's answers, by an estimator that may fail or answer nonsense. */
import type { Estimator } from './estimate.ts';

/** `null`: it is not known. */
export function expectedOutputTokens(estimator: Estimator, target: string): number | null {
  try {
    const expected = estimator.usualOutputTokens(target);
    return expected !== null && Number.isFinite(expected) && expected >= 0 ? Math.ceil(expected) : null;
  } catch {
    return null;
  }
}
