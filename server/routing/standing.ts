/** What puts a target behind the others whatever the strategy: it fails, its limits are used up, its breaker is open. Pure. */
import { inSeconds } from '../seconds.ts';
import type { TargetHealth } from './candidate.ts';

export interface Standing {
  /** 0: nothing against it; a higher one comes later. */
  readonly rank: number;
  /** For people; `null`: nothing. */
  readonly remark: string | null;
}

const good: Standing = { rank: 0, remark: null };

/** Below these a failure is taken for chance. */
const fewestInARow = 2;
const fewestForShare = 5;
const failingShare = 0.3;

/**
 * A target that is due for a probe keeps its place, and one that failed gets it back when its breaker has forgotten the
 * failure: whoever is never asked could never recover.
 */
export function standingOf(health: TargetHealth): Standing {
  const { breaker, reopensInMs, room, failuresInARow, recentAttempts, recentFailures } = health;
  if (breaker === 'open') return { rank: 3, remark: `its circuit breaker is open for ${inSeconds(reopensInMs ?? 0)}` };
  if (breaker === 'probing') return { rank: 3, remark: 'its circuit breaker is letting a probe through' };
  if (room === 'never') return { rank: 2, remark: 'this request is larger than the limits of its track' };
  if (room === 'busy') return { rank: 2, remark: 'all places at its track are taken' };
  if (room > 0) return { rank: 2, remark: `the limits of its track have room in ${inSeconds(room)}` };
  if (recentFailures === 0) return good;
  if (failuresInARow >= fewestInARow) return { rank: 1, remark: `its last ${failuresInARow} attempts failed` };
  if (recentAttempts < fewestForShare || recentFailures < failingShare * recentAttempts) return good;
  return { rank: 1, remark: `${recentFailures} of its last ${recentAttempts} attempts failed` };
}
