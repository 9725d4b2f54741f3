/** Which of the held requests are shown: by a text found anywhere in them, and by how they ended. Pure. */
import type { AttemptRow } from '../../protocol/spend.ts';
import type { OutcomeFilter } from '../choices.ts';
import type { PastRequest } from './past-requests.ts';

/** The same array when all are shown. Every word of `search` is found somewhere, in any order and case. */
export function filterRequests(
  requests: readonly PastRequest[],
  { search, outcome }: { readonly search: string; readonly outcome: OutcomeFilter },
): readonly PastRequest[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0 && outcome === 'all') return requests;
  return requests.filter((request) => {
    if (!hasOutcome(request, outcome)) return false;
    const text = words.length === 0 ? '' : textOf(request);
    return words.every((word) => text.includes(word));
  });
}

function hasOutcome({ attempts }: PastRequest, outcome: OutcomeFilter): boolean {
  const last = attempts.at(-1);
  switch (outcome) {
    case 'all':
      return true;
    case 'success':
      return last?.outcome === 'success';
    case 'failed':
      return last?.outcome !== 'success';
    case 'failover':
      return new Set(attempts.map(({ target }) => target)).size > 1;
    case 'estimated':
      return attempts.some((row) => row.billable && !row.measured);
    case 'unknown-cost':
      return attempts.some((row) => row.billable && row.billedCostNanoUsd === null);
  }
}

/** Made once for each request: a search looks at ten thousand of them at every key. */
const texts = new WeakMap<PastRequest, string>();

function textOf(request: PastRequest): string {
  const known = texts.get(request);
  if (known !== undefined) return known;
  const text = [request.requestId, ...request.attempts.flatMap(wordsOf)].join('\n').toLowerCase();
  texts.set(request, text);
  return text;
}

function wordsOf(row: AttemptRow): string[] {
  const { target, outcome, profile, client, workspace, branch, language, command } = row;
  return [target, outcome, profile, client, workspace, branch, language, command].flatMap((word) => word ?? []);
}
