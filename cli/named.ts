/** Refuses what an option names and nobody has, before anything is done, and says what there is. */
import { UsageError } from './exit.ts';

type Known = readonly { readonly name: string }[];

export function refuseUnknownProfile(value: string | undefined, known: Known): void {
  refuseUnknown('--profile must name a routing profile ({0}), got {1}', value, known);
}

export function refuseUnknownTrack(value: string | undefined, known: Known): void {
  refuseUnknown('--track must name a track ({0}), got {1}', value, known);
}

function refuseUnknown(rule: string, value: string | undefined, known: Known): void {
  if (value === undefined || known.some(({ name }) => name === value)) return;
  const names = new Set(known.map(({ name }) => name));
  throw new UsageError(rule, [...names].join(', '), value);
}
