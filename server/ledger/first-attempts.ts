/** Tells which attempts are the first of their request, so that sums count every request once. */
import { forgetOldest } from './forget-oldest.ts';
import type { AttemptIntent } from './port.ts';
import type { FirstAttempt } from './stored.ts';

export interface FirstAttempts {
  /** What this attempt is the first of; the same attempt asked again is the first of nothing. */
  of(intent: AttemptIntent): FirstAttempt;
}

/** One attempt's target. */
interface Tried {
  readonly model: string;
  readonly track: string;
}

/** Far more than run at once: a request is forgotten when so many others have made an attempt after its latest. */
const requestsRemembered = 5000;

export function createFirstAttempts(): FirstAttempts {
  const requests = new Map<string, Tried[]>();
  return {
    of({ requestId, target }) {
      const known = requests.get(requestId);
      const before = known ?? [];
      const { model } = target;
      const track = target.track.name;
      if (known !== undefined) requests.delete(requestId);
      requests.set(requestId, [...before, { model, track }]);
      if (requests.size > 2 * requestsRemembered) forgetOldest(requests, requestsRemembered);
      return {
        ofRequest: known === undefined,
        atTarget: !before.some((tried) => tried.model === model && tried.track === track),
        ofModel: !before.some((tried) => tried.model === model),
        onTrack: !before.some((tried) => tried.track === track),
      };
    },
  };
}
