/** `dualtrack models`: every target there is, with its price. */
import { methods } from '../protocol/methods.ts';
import type { TargetSummary } from '../protocol/status.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { UsageError } from './exit.ts';
import { table } from './table.ts';

export interface ModelsOptions extends GlobalOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

export async function printModels(options: ModelsOptions, interrupted: AbortSignal): Promise<void> {
  const params = options.profile === undefined ? {} : { profile: options.profile };
  const found = await withDaemon(options, interrupted, async (daemon) => {
    const { profiles } = await daemon.request(methods.status, {}, { signal: interrupted });
    refuseUnknown(
      options.profile,
      profiles.map(({ name }) => name),
    );
    return daemon.request(methods.targets, params, { signal: interrupted });
  });
  process.stdout.write(`${options.json ? JSON.stringify(found) : modelsText(found.targets, found.inProfile)}\n`);
}

function refuseUnknown(profile: string | undefined, known: readonly string[]): void {
  if (profile === undefined || known.includes(profile)) return;
  throw new UsageError(`--profile must name a routing profile (${known.join(', ')}), got ${profile}`);
}

/** The profile's own targets come first, numbered by their place in it. */
export function modelsText(targets: readonly TargetSummary[], inProfile: number): string {
  const heading = ['place', 'target', '>in $/M', '>out $/M', '>context', 'note'];
  const rows = targets.map((target, index) => [
    index < inProfile ? String(index + 1) : '',
    target.target,
    price(target.inputUsdPerMTok),
    price(target.outputUsdPerMTok),
    target.contextWindow === null ? '?' : String(target.contextWindow),
    target.simulated ? 'simulated' : target.discovered ? 'found on this machine' : '',
  ]);
  return table([heading, ...rows]);
}

function price(usdPerMTok: number | null): string {
  return usdPerMTok === null ? '?' : usdPerMTok.toFixed(2);
}
