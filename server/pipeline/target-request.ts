/** A request as it is put to one target: the defaults nobody named filled in, the target's own bounds kept. */
import { outputBound, policyFor } from '../routing/policy.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import type { Target } from '../routing/target.ts';
import { type ChatRequest, type FurtherTries, ignoreWire, type TargetRequest } from './service.ts';

const defaultTemperature = 0.7;

/** What is left for a target when its turn comes. */
export interface Turn {
  readonly target: Target;
  /** Targets of the plan that come after it. */
  readonly later: readonly Target[];
  /** Attempts the request may still make, over all targets. */
  readonly attemptsLeft: number;
  /** Whether a target would be refused after this many milliseconds, by what is known now. */
  isShutIn(target: Target, waitMs: number): boolean;
}

export function targetRequest(
  request: ChatRequest,
  { profile, inputs }: Pick<RoutePlan, 'profile' | 'inputs'>,
  { target, later, attemptsLeft, isShutIn }: Turn,
): TargetRequest {
  const isSilent = target.reasoning || !request.stream;
  const policy = policyFor(profile.settings, target.track.resilience, isSilent);
  const isOpen = (other: Target) => !isShutIn(other, 0);
  return {
    ...request,
    chat: {
      ...request.chat,
      temperature: request.chat.temperature ?? defaultTemperature,
      maxOutputTokens: outputBound(request.chat.maxOutputTokens, profile.settings, target),
    },
    target,
    plainTokens: inputs.facts.inputTokens,
    policy,
    // One attempt is kept for each target not yet tried, where there are enough.
    furtherTries: furtherTries(Math.min(policy.retry.attempts, attemptsLeft - later.filter(isOpen).length) - 1),
    othersLeft: () => {
      if (later.length === 0 || attemptsLeft <= 1) return 'none';
      return later.some(isOpen) ? 'available' : 'shut';
    },
    isShutIn: (waitMs) => isShutIn(target, waitMs),
    wire: ignoreWire,
  };
}

function furtherTries(most: number): FurtherTries {
  let left = Math.max(0, most);
  return {
    get left() {
      return left;
    },
    take() {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
