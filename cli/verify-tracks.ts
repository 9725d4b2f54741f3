/** `dualtrack verify`: whether each track can be reached and used, and why not. Exit code 1 when one cannot. */
import { failureMessageIn } from '../protocol/failure-messages.ts';
import { commaList, semicolonList } from '../protocol/joined.ts';
import { methods } from '../protocol/methods.ts';
import type { Translate } from '../protocol/translate.ts';
import type { CheckedTarget, CheckedTrack, Trouble } from '../protocol/verification.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { costIn } from './cost.ts';
import { IncompleteAnswer, UsageError } from './exit.ts';
import { pad } from './table.ts';

export interface VerifyTracksOptions extends GlobalOptions {
  readonly ask?: boolean;
  readonly json?: boolean;
}

export async function verifyTracks(
  track: string | undefined,
  options: VerifyTracksOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const { tracks } = await withDaemon(options, interrupted, async (daemon) => {
    const { tracks: known } = await daemon.request(methods.status, {}, { signal: interrupted });
    if (track !== undefined && !known.some(({ name }) => name === track)) {
      const names = known.map(({ name }) => name).join(', ');
      throw new UsageError('TRACK must be one of {0}, got {1}', names, track);
    }
    const params = { ...(track !== undefined && { track }), ...(options.ask && { ask: true }) };
    return daemon.request(methods.verifyTracks, params, { signal: interrupted });
  });
  process.stdout.write(
    `${options.json ? JSON.stringify({ tracks }) : tracks.map((checked) => trackText(checked, t)).join('\n')}\n`,
  );
  const failed = tracks.filter(({ outcome }) => outcome === 'failed').map((checked) => checked.track);
  if (failed.length > 0) throw new IncompleteAnswer(`these tracks failed: ${failed.join(', ')}`);
}

/** A line on the track, one on each thing to know, one on each of its models. */
export function trackText(checked: CheckedTrack, t: Translate): string {
  const { track, provider, baseUrl, outcome, tookMs, models, simulated, trouble } = checked;
  const where = [simulated ? t('simulated') : provider, ...(baseUrl === null ? [] : [baseUrl])];
  const told = [
    t('{0} ({1})', track, commaList(where, t)),
    ...(models === null ? [] : [models === 1 ? t('1 model') : t('{0} models', models)]),
    t('{0} ms', tookMs),
  ];
  const heading = `${pad(outcomeText(outcome, t), marginWidth)}${semicolonList(told, t)}`;
  const unlisted =
    outcome === 'unlisted'
      ? [t('it has no list of models, so its key is not checked; --ask sends each model one word, which costs money')]
      : [];
  const targets = models === null ? checked.targets.filter(({ asked }) => asked !== null) : checked.targets;
  const lines = [
    ...(trouble === null ? [] : troubleLines(trouble, t)),
    ...unlisted,
    ...targets.flatMap((target) => targetLines(target, t)),
  ];
  return [heading, ...lines.map((line) => ' '.repeat(marginWidth) + line)].join('\n');
}

const marginWidth = 8;

function outcomeText(outcome: CheckedTrack['outcome'], t: Translate): string {
  if (outcome === 'unlisted') return '?';
  return outcome === 'fine' ? t('ok') : t('FAILED');
}

function troubleLines({ cause, message, advice }: Trouble, t: Translate): string[] {
  const told = t('{0}: {1}', cause, failureMessageIn(message, t));
  return advice === '' ? [told] : [told, failureMessageIn(advice, t)];
}

function targetLines({ target, upstreamModel, listed, similar, asked }: CheckedTarget, t: Translate): string[] {
  const name = target.startsWith(`${upstreamModel}@`) ? target : `${target} (${upstreamModel})`;
  if (asked === null) {
    if (listed === null) return [t('{0}: the list does not tell', name)];
    if (listed) return [t('{0}: is listed', name)];
    return [similar === null ? t('{0}: is NOT listed', name) : t('{0}: is NOT listed; there is {1}', name, similar)];
  }
  if (asked.outcome === 'failed') return [t('{0}: FAILED when asked', name), ...troubleLines(asked.trouble, t)];
  return [t('{0}: answers ({1})', name, costIn(asked.billedCostNanoUsd, t))];
}
