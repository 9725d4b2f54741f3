/** The rows of “Show Models and Prices”: every target by its track, and what the track lists besides. */
import { failureMessageIn } from '../../protocol/failure-messages.ts';
import type { TrackOffers } from '../../protocol/offers.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import type { Translate } from '../../protocol/translate.ts';
import { describeTarget } from './describe-target.ts';

export type ModelRow =
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'note'; readonly label: string; readonly detail: string; readonly track: string }
  | {
      readonly kind: 'model';
      readonly label: string;
      readonly description: string;
      readonly detail: string;
      readonly target: TargetSummary;
      /** Named in the settings, and so to be asked. */
      readonly isConfigured: boolean;
    };

/** Track by track in the order of the offers; `targets` are those that can be asked. */
export function modelRows(
  targets: readonly TargetSummary[],
  offers: readonly TrackOffers[],
  t: Translate,
): readonly ModelRow[] {
  return offers.flatMap((track): readonly ModelRow[] => {
    const { list, others } = track;
    const configured = targets.filter((target) => target.track === track.track);
    const failed: readonly ModelRow[] =
      list.outcome === 'listed'
        ? []
        : [
            {
              kind: 'note',
              label: t('No list of models'),
              detail: failureMessageIn(list.message, t),
              track: track.track,
            },
          ];
    return [
      { kind: 'heading', label: track.track },
      ...configured.map((target) => modelRow(target, true, t)),
      ...failed,
      ...others.map((target) => modelRow(target, false, t)),
    ];
  });
}

function modelRow(target: TargetSummary, isConfigured: boolean, t: Translate): ModelRow {
  const { price, marks } = describeTarget(target, t);
  const { listInputUsdPerMTok: listInput, listOutputUsdPerMTok: listOutput, features, goodFor, priceAsOf } = target;
  const said = [
    isConfigured ? '' : t('listed, not configured'),
    // What a model can do comes first: the end of a long row is cut off.
    features === null ? '' : features.join(', '),
    goodFor.length === 0 ? '' : t('good for {0}', goodFor.join(', ')),
    ...marks,
    listInput === null || listOutput === null ? '' : t('list price {0} in, {1} out', `$${listInput}`, `$${listOutput}`),
    priceAsOf === null ? '' : t('price of {0}', priceAsOf),
  ];
  return {
    kind: 'model',
    label: target.model,
    description: price,
    detail: said.filter((text) => text !== '').join(' · '),
    target,
    isConfigured,
  };
}
