/** What the router decides: the ordered targets of one request. */
import type { RouteEntry } from '../../protocol/ask.ts';
import type { Profile } from '../configuration-store.ts';
import type { Target } from './target.ts';

export interface PlannedTarget {
  readonly target: Target;
  /** Why it stands in this place, for people. */
  readonly reason: string;
}

export interface RoutePlan {
  readonly profile: Profile;
  /** Never empty; holds a target once. */
  readonly targets: readonly PlannedTarget[];
  readonly excluded: readonly RouteEntry[];
}
