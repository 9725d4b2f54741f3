/** `dualtrack models`: every target with its prices, and what else each track offers by its own list. */
import { failureMessageIn } from '../protocol/failure-messages.ts';
import { methods } from '../protocol/methods.ts';
import type { TrackOffers } from '../protocol/offers.ts';
import type { TargetSummary } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { refuseUnknownProfile, refuseUnknownTrack } from './named.ts';
import { table } from './table.ts';

export interface ModelsOptions extends GlobalOptions {
  readonly profile?: string;
  readonly track?: string;
  readonly refresh?: boolean;
  readonly wide?: boolean;
  readonly json?: boolean;
}

export interface Models {
  /** Those of the profile first and in its order; `inProfile` says how many these are. */
  readonly targets: readonly TargetSummary[];
  readonly inProfile: number;
  readonly tracks: readonly TrackOffers[];
}

export async function printModels(options: ModelsOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const { profile, track, refresh } = options;
  const found = await withDaemon(options, interrupted, async (daemon) => {
    const status = await daemon.request(methods.status, {}, { signal: interrupted });
    refuseUnknownProfile(profile, status.profiles);
    const wanted = { ...(track !== undefined && { track }), ...(refresh && { refresh }) };
    const ofProfile = profile === undefined ? {} : { profile };
    const { targets, inProfile } = await daemon.request(methods.targets, ofProfile, { signal: interrupted });
    refuseUnknownTrack(track, [...status.tracks, ...targets.map((target) => ({ name: target.track }))]);
    const { tracks } = await daemon.request(methods.offers, wanted, { signal: interrupted });
    return atTrack({ targets, inProfile, tracks }, track);
  });
  const shown = { everyOther: track !== undefined, features: options.wide === true };
  process.stdout.write(`${options.json ? JSON.stringify(found) : modelsText(found, shown, t)}\n`);
}

function atTrack(models: Models, track: string | undefined): Models {
  if (track === undefined) return models;
  const isThere = (target: TargetSummary) => target.track === track;
  const inProfile = models.targets.slice(0, models.inProfile).filter(isThere).length;
  return { targets: models.targets.filter(isThere), inProfile, tracks: models.tracks };
}

/** More than these of a track are counted, unless that track is asked for: a relay lists hundreds. */
const mostOthers = 20;

export interface Shown {
  /** All that tracks list besides what is configured, not the first few. */
  readonly everyOther: boolean;
  /** What each can do and is good for, which takes more columns than most terminals have. */
  readonly features: boolean;
}

/** The profile's own targets come first, numbered by their place in it; then what tracks list besides. */
export function modelsText({ targets, inProfile, tracks }: Models, shown: Shown, t: Translate): string {
  const row = (place: string, target: TargetSummary) => [
    ...plainCells(place, target),
    ...(shown.features ? featureCells(target) : []),
    target.simulated ? t('simulated') : target.discovered ? t('found on this machine') : '',
  ];
  const configured = targets.map((target, index) => row(index < inProfile ? String(index + 1) : '', target));
  const others = tracks.flatMap((track) =>
    track.others.slice(0, shown.everyOther ? undefined : mostOthers).map((target) => row('-', target)),
  );
  const prices = [t('in $/M'), t('out $/M'), t('list in'), t('list out'), t('context')].map((name) => `>${name}`);
  const features = shown.features ? [t('can'), t('good for')] : [];
  const lines = [table([[t('place'), t('target'), ...prices, ...features, t('note')], ...configured, ...others])];
  if (others.length > 0)
    lines.push('', t('- listed by the track and not configured: name it under its "models" to use it'));
  if (targets.some(({ inputUsdPerMTok }) => inputUsdPerMTok === null))
    lines.push(t('? price unknown: never taken for 0'));
  if (!shown.features) lines.push(t('what each can do and is good for: dualtrack models --wide'));
  for (const track of tracks) {
    if (track.list.outcome === 'failed')
      lines.push(t('no list of models: {0}', failureMessageIn(track.list.message, t)));
    const left = shown.everyOther ? 0 : track.others.length - mostOthers;
    if (left > 0) lines.push(t('{0}: {1} more; all of them: dualtrack models --track {0}', track.track, left));
  }
  return lines.join('\n');
}

function plainCells(place: string, target: TargetSummary): string[] {
  return [
    place,
    target.target,
    price(target.inputUsdPerMTok),
    price(target.outputUsdPerMTok),
    price(target.listInputUsdPerMTok),
    price(target.listOutputUsdPerMTok),
    target.contextWindow === null ? '?' : String(target.contextWindow),
  ];
}

function featureCells({ features, goodFor }: TargetSummary): string[] {
  return [features === null ? '?' : features.join(' '), goodFor.join(' ')];
}

/** Two decimals, or as many as a small price needs. */
function price(usdPerMTok: number | null): string {
  if (usdPerMTok === null) return '?';
  return Number(usdPerMTok.toFixed(2)) === usdPerMTok ? usdPerMTok.toFixed(2) : String(usdPerMTok);
}
