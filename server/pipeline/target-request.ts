/** A request as it is put to one target: the defaults nobody named filled in, the target's own bounds kept. */
import type { Profile } from '../configuration-store.ts';
import { policyFor } from '../routing/policy.ts';
import type { Target } from '../routing/target.ts';
import { type ChatRequest, ignoreWire, type TargetRequest } from './service.ts';

const defaultTemperature = 0.7;
const defaultMaxOutputTokens = 2_048;

export function targetRequest(
  request: ChatRequest,
  profile: Profile,
  target: Target,
  isLastTarget: boolean,
): TargetRequest {
  const wanted = request.chat.maxOutputTokens ?? profile.settings.maxOutputTokens ?? defaultMaxOutputTokens;
  return {
    ...request,
    chat: {
      ...request.chat,
      temperature: request.chat.temperature ?? defaultTemperature,
      maxOutputTokens: Math.min(wanted, target.maxOutputTokens ?? wanted),
    },
    target,
    policy: policyFor(profile.settings, target.track.resilience, target.reasoning),
    isLastTarget,
    wire: ignoreWire,
  };
}
