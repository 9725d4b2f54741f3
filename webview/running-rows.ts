/** The requests under way: where they are, and since when. */
import type { RunningRequest } from '../protocol/status.ts';
import { type Language, writeElapsed } from './language.ts';

export interface RunningRow {
  readonly requestId: string;
  readonly target: string;
  /** Command, profile and client, as far as known. */
  readonly detail: string;
  readonly elapsed: string;
  readonly stopText: string;
  readonly stopLabel: string;
}

/** Longest running first, so that a row keeps its place while others come and go. */
export function runningRows(
  running: readonly RunningRequest[],
  stopping: ReadonlySet<string>,
  nowMs: number,
  { say, writeTime }: Language,
): readonly RunningRow[] {
  const oldestFirst = running.toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
  return oldestFirst.map((request) => {
    const target = request.target ?? say('running.choosing');
    const isStopping = stopping.has(request.requestId);
    return {
      requestId: request.requestId,
      target,
      detail: [request.command, request.profile, request.client]
        .filter((text) => text !== null && text !== '')
        .join(' · '),
      elapsed: writeElapsed(request.startedAt, nowMs),
      stopText: say(isStopping ? 'action.stopping' : 'action.stop'),
      stopLabel: say(isStopping ? 'action.stoppingRequest' : 'action.stopRequest', {
        target,
        time: writeTime(request.startedAt, nowMs),
      }),
    };
  });
}
