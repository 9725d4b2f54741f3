/** What the router decides: the ordered targets of one request. */
import type { Profile } from '../configuration/port.ts';
import type { RequestError } from '../request-error.ts';
import type { Decision, RouteInputs } from './decision.ts';
import type { Placed } from './strategies.ts';
import type { Target } from './target.ts';

export type PlannedTarget = Placed<Target>;

/** Holds a target once, and none that is excluded. */
export interface RoutePlan extends Decision<Target> {
  readonly profile: Profile;
  /** What it was decided by. */
  readonly inputs: RouteInputs<Target>;
  /** With what the request is refused, where no target is left; else `null`. */
  readonly refusal: RequestError | null;
}
