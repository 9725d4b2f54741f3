/** A request as the ledger's rows tell it: what the router would go by, and what came of it. Pure. */
import { sumOrUnknown } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { totalInputTokens, type Usage } from '../../protocol/usage.ts';
import type { RequestFacts } from '../routing/request-facts.ts';

export interface PastRequest {
  readonly startedAtMs: number;
  readonly facts: RequestFacts;
  /** Where it was answered, else where it was tried last. */
  readonly target: string;
  readonly succeeded: boolean;
  /** Of the attempt that answered, else of the last; `null`: unknown. */
  readonly usage: Usage | null;
  /** Over all its attempts. `null`: the cost of one of them is unknown. */
  readonly billedCostNanoUsd: number | null;
  readonly listCostNanoUsd: number | null;
  readonly firstPartMs: number | null;
  readonly totalMs: number;
}

/** `rows` are the attempts of one real request, at least one, in any order. */
export function pastRequest(rows: readonly AttemptRow[]): PastRequest {
  const inOrder = rows.toSorted((one, other) => one.attempt - other.attempt);
  const [first] = inOrder;
  const served = inOrder.find(({ outcome }) => outcome === 'success') ?? inOrder.at(-1);
  if (first === undefined || served === undefined) throw new Error('a request has at least one attempt');
  const startedAtMs = Date.parse(first.startedAt);
  // From the start of its first attempt on: what failed before is time that its caller waited.
  const waitedMs = Date.parse(served.startedAt) - startedAtMs;
  return {
    startedAtMs,
    facts: factsOf(served),
    target: served.target,
    succeeded: served.outcome === 'success',
    usage: served.usage,
    billedCostNanoUsd: sumOrUnknown(rows.map((row) => (row.billable ? row.billedCostNanoUsd : 0))),
    listCostNanoUsd: sumOrUnknown(rows.map((row) => (row.billable ? row.listCostNanoUsd : 0))),
    firstPartMs: served.firstPartMs === null ? null : waitedMs + served.firstPartMs,
    totalMs: waitedMs + served.totalMs,
  };
}

/**
 * What a row keeps of what the router went by. A model or features that the caller named are not on it, but for what the
 * usage shows: pictures and sound that went in or came out.
 */
function factsOf({ usage, client, command, language, workspace, branch }: AttemptRow): RequestFacts {
  return {
    model: null,
    needs: usage === null ? [] : needsShownBy(usage),
    maxFirstPartMs: null,
    maxCostUsd: null,
    inputTokens: usage === null ? 0 : totalInputTokens(usage),
    maxOutputTokens: null,
    choices: 1,
    openAiOnly: null,
    client,
    command,
    language,
    workspace,
    branch,
    // Each is decided for itself: which caches would have been warm elsewhere, nobody knows.
    conversation: null,
  };
}

function needsShownBy(usage: Usage): readonly string[] {
  const shown: readonly (readonly [need: string, tokens: number])[] = [
    ['images', usage.imageInputTokens],
    ['audio', usage.audioInputTokens],
    ['image-output', usage.imageOutputTokens],
    ['audio-output', usage.audioOutputTokens],
  ];
  return shown.filter(([, tokens]) => tokens > 0).map(([need]) => need);
}
