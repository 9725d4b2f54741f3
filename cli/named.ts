/** Refuses what an option names and nobody has, before anything is done, and says what there is. */
import type { DaemonConnection } from '../client/connection.ts';
import { InvalidParams, RequestFailed } from '../client/errors.ts';
import type { FailureKind } from '../protocol/failure.ts';
import { methods } from '../protocol/methods.ts';
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

interface Named {
  readonly profile?: string;
  readonly model?: string;
}

/**
 * What failed because `--profile` or `--model` names what there is not is wrong usage, in the words of the daemon, which
 * knows why. Throws `InvalidParams` then, else what `work` threw.
 */
export async function orWrongName<Result>(
  daemon: DaemonConnection,
  named: Named,
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const mayBe = error instanceof RequestFailed && nameKinds.has(error.failure.kind);
    if (mayBe && (await namesNothing(daemon, named))) throw new InvalidParams(error.message);
    throw error;
  }
}

const nameKinds: ReadonlySet<FailureKind> = new Set(['invalid-request', 'no-such-model']);

async function namesNothing(daemon: DaemonConnection, { profile, model }: Named): Promise<boolean> {
  if (profile !== undefined) {
    const { profiles } = await daemon.request(methods.status, {});
    if (!profiles.some(({ name }) => name === profile)) return true;
  }
  if (model === undefined) return false;
  const { targets } = await daemon.request(methods.targets, {});
  return !targets.some((known) => known.target === model || known.model === model);
}
