/** The table of targets: how often each was tried, how often that failed, how long its answers took. */
import type { Overview } from '../protocol/status.ts';
import type { Language } from './language.ts';

export interface TargetName {
  readonly model: string;
  /** With its `@`; empty when the name has none. */
  readonly track: string;
}

export interface TargetRow {
  readonly target: string;
  readonly name: TargetName;
  readonly simulated: boolean;
  readonly attempts: string;
  readonly attemptsInWords: string;
  readonly failed: string;
  readonly failedInWords: string;
  readonly hasFailed: boolean;
  readonly firstPartP50: string;
  readonly firstPartP95: string;
  readonly totalP50: string;
  readonly totalP95: string;
}

/** Most tried first, then by name. */
export function targetRows(
  { latency, recent }: Overview,
  { sayCount, writeCount, writeDuration }: Language,
): readonly TargetRow[] {
  const simulated = new Set(recent.filter((row) => row.simulated).map((row) => row.target));
  const mostTriedFirst = latency.toSorted(
    (one, other) => other.attempts - one.attempts || (one.target < other.target ? -1 : 1),
  );
  return mostTriedFirst.map((row) => ({
    target: row.target,
    name: splitTarget(row.target),
    simulated: simulated.has(row.target),
    attempts: writeCount(row.attempts),
    attemptsInWords: sayCount('targets.attemptsFolded', row.attempts),
    failed: writeCount(row.failed),
    failedInWords: sayCount('targets.failedFolded', row.failed),
    hasFailed: row.failed > 0,
    firstPartP50: writeDuration(row.firstPartP50Ms),
    firstPartP95: writeDuration(row.firstPartP95Ms),
    totalP50: writeDuration(row.totalP50Ms),
    totalP95: writeDuration(row.totalP95Ms),
  }));
}

/** Model and track of a full target name; a model's own name may hold an `@`, a track's cannot. */
export function splitTarget(target: string): TargetName {
  const at = target.lastIndexOf('@');
  return at > 0 ? { model: target.slice(0, at), track: target.slice(at) } : { model: target, track: '' };
}
