/** Input tokens as the upstream itself counts them, for tracks that allow it: asked once for the same text, and not waited for long. */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Target } from '../routing/target.ts';

/** What is counted. */
export type Counted = Pick<ChatRequest, 'chat' | 'needs'>;

export interface UpstreamCounts {
  /** By target, for those of them that were counted in time. Never rejects. */
  count(request: Counted, targets: readonly Target[]): Promise<ReadonlyMap<string, number>>;
}

export interface UpstreamCountsParts {
  readonly clock: Clock;
  /** `null`: this target does not count, or may not be asked. */
  countTokens(target: Target, request: Counted, signal: AbortSignal): Promise<number> | null;
}

/** A preview that takes longer than this is none. */
const longestMs = 1_500;
const mostKept = 200;

export function createUpstreamCounts({ clock, countTokens }: UpstreamCountsParts): UpstreamCounts {
  /** By a digest: the text itself is not kept. The same text at the same model always comes to as many tokens. */
  const known = new Map<string, number>();

  async function countAt(target: Target, request: Counted): Promise<number | null> {
    const key = digestOf(target, request);
    const before = known.get(key);
    if (before !== undefined) return before;
    const stop = new AbortController();
    const cancel = clock.after(longestMs, () => stop.abort(new RequestError('timeout', 'counting took too long')));
    try {
      const tokens = await countTokens(target, request, stop.signal);
      if (tokens === null) return null;
      known.set(key, tokens);
      const [oldest] = known.keys();
      if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
      return tokens;
    } catch {
      // An estimate does instead; the request itself will say what is wrong.
      return null;
    } finally {
      cancel();
    }
  }

  return {
    async count(request, targets) {
      const counts = await Promise.all(
        targets.map(async (target) => [target.name, await countAt(target, request)] as const),
      );
      return new Map(counts.flatMap(([name, tokens]) => (tokens === null ? [] : [[name, tokens] as const])));
    },
  };
}

function digestOf({ name, upstreamModel }: Target, { chat, needs }: Counted): string {
  return createHash('sha256')
    .update(JSON.stringify([name, upstreamModel, chat, needs]))
    .digest('base64');
}
