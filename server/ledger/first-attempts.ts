/** Tells which attempts are the first of their request, so that sums count every request once. */
import type { AttemptIntent } from './port.ts';
import type { FirstAttempt } from './stored.ts';

export interface FirstAttempts {
  /** What this attempt is the first of; the same attempt asked again is the first of nothing. */
  of(intent: AttemptIntent): FirstAttempt;
}

interface Seen {
  readonly targets: Set<string>;
  readonly models: Set<string>;
  readonly tracks: Set<string>;
}

/** Far more than run at once: a request is forgotten when so many others have made an attempt after its latest. */
const requestsRemembered = 5000;

export function createFirstAttempts(): FirstAttempts {
  const requests = new Map<string, Seen>();
  return {
    of({ requestId, target }) {
      const known = requests.get(requestId);
      const seen = known ?? { targets: new Set(), models: new Set(), tracks: new Set() };
      requests.delete(requestId);
      requests.set(requestId, seen);
      if (requests.size > requestsRemembered) {
        const [oldest] = requests.keys();
        if (oldest !== undefined) requests.delete(oldest);
      }
      return {
        ofRequest: known === undefined,
        atTarget: addNew(seen.targets, target.name),
        ofModel: addNew(seen.models, target.model),
        onTrack: addNew(seen.tracks, target.track.name),
      };
    },
  };
}

function addNew(set: Set<string>, value: string): boolean {
  const isNew = !set.has(value);
  set.add(value);
  return isNew;
}
