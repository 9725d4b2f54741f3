/** Which of our models a vendor means: its file may name a model as its interface does, and not as the configuration. */
import type { TargetSummary } from '../protocol/status.ts';
import { targetParts } from '../protocol/target.ts';

type KnownTarget = Pick<TargetSummary, 'target' | 'upstreamModel' | 'simulated'>;

export interface ModelNames {
  /** Of a model in the vendor's file. */
  ofFile(name: string): string;
  /** Of a target in the ledger. */
  ofLedger(target: string): string;
}

/** Models of ours that have one name at the vendor are one model, by the name of the first. `track`: those of this one alone. */
export function modelNames(targets: readonly KnownTarget[], track: string | undefined): ModelNames {
  const byTarget = new Map<string, string>();
  const byModel = new Map<string, string>();
  const byUpstream = new Map<string, string>();
  for (const { target, upstreamModel, simulated } of targets) {
    const { model, track: itsTrack } = targetParts(target);
    if (simulated || upstreamModel === undefined || (track !== undefined && itsTrack !== track)) continue;
    const first = byUpstream.get(upstreamModel) ?? model;
    byUpstream.set(upstreamModel, first);
    byTarget.set(target, first);
    if (!byModel.has(model)) byModel.set(model, first);
  }
  return {
    ofFile: (name) => byUpstream.get(name) ?? byModel.get(name) ?? name,
    ofLedger: (target) => byTarget.get(target) ?? targetParts(target).model,
  };
}
