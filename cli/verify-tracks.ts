/** `dualtrack verify`: whether each track can be reached and used, and why not. Exit code 1 when one cannot. */
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd } from '../protocol/money.ts';
import type { CheckedTarget, CheckedTrack, Trouble } from '../protocol/verification.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { IncompleteAnswer, UsageError } from './exit.ts';

export interface VerifyTracksOptions extends GlobalOptions {
  readonly ask?: boolean;
  readonly json?: boolean;
}

export async function verifyTracks(
  track: string | undefined,
  options: VerifyTracksOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const { tracks } = await withDaemon(options, interrupted, async (daemon) => {
    const { tracks: known } = await daemon.request(methods.status, {}, { signal: interrupted });
    if (track !== undefined && !known.some(({ name }) => name === track)) {
      throw new UsageError(`TRACK must be one of ${known.map(({ name }) => name).join(', ')}, got ${track}`);
    }
    const params = { ...(track !== undefined && { track }), ...(options.ask && { ask: true }) };
    return daemon.request(methods.verifyTracks, params, { signal: interrupted });
  });
  process.stdout.write(`${options.json ? JSON.stringify({ tracks }) : tracks.map(trackText).join('\n')}\n`);
  const failed = tracks.filter(({ outcome }) => outcome === 'failed').map((checked) => checked.track);
  if (failed.length > 0) throw new IncompleteAnswer(`these tracks failed: ${failed.join(', ')}`);
}

/** A line on the track, one on each thing to know, one on each of its models. */
export function trackText(checked: CheckedTrack): string {
  const { track, provider, baseUrl, outcome, tookMs, models, simulated, trouble } = checked;
  const where = [simulated ? 'simulated' : provider, baseUrl].filter((part) => part !== null).join(', ');
  const found = models === null ? '' : `; ${models} ${models === 1 ? 'model' : 'models'}`;
  const heading = `${words[outcome]}  ${track} (${where})${found}; ${tookMs} ms`;
  const unlisted =
    outcome === 'unlisted'
      ? ['it has no list of models, so its key is not checked; --ask sends each model one word, which costs money']
      : [];
  const targets = models === null ? checked.targets.filter(({ asked }) => asked !== null) : checked.targets;
  const lines = [...(trouble === null ? [] : troubleLines(trouble)), ...unlisted, ...targets.flatMap(targetLines)];
  return [heading, ...lines.map((line) => `        ${line}`)].join('\n');
}

const words: Readonly<Record<CheckedTrack['outcome'], string>> = {
  fine: 'ok    ',
  unlisted: '?     ',
  failed: 'FAILED',
};

function troubleLines({ cause, message, advice }: Trouble): string[] {
  return [`${cause}: ${message}`, ...(advice === '' ? [] : [advice])];
}

function targetLines({ target, upstreamModel, listed, similar, asked }: CheckedTarget): string[] {
  const name = target.startsWith(`${upstreamModel}@`) ? target : `${target} (${upstreamModel})`;
  const instead = similar === null ? '' : `; there is ${similar}`;
  const place = { true: 'is listed', false: `is NOT listed${instead}`, null: 'the list does not tell' }[`${listed}`];
  if (asked === null) return [`${name}: ${place}`];
  if (asked.outcome === 'failed') return [`${name}: FAILED when asked`, ...troubleLines(asked.trouble)];
  return [`${name}: answers (${formatNanoUsd(asked.billedCostNanoUsd)})`];
}
