/** The order of the profile `quality`: what vendors themselves think of their models, said by tags and list prices. Pure. */
import type { Price } from '../catalogue/price.ts';
import { billedPerNominal, type Target } from '../routing/target.ts';

/** Best first; those whose price nobody knows last. Of one model the track that bills least comes first. */
export function byQuality(targets: readonly Target[]): readonly Target[] {
  const keyed = targets.map((target) => ({
    target,
    isBest: target.goodFor.has('quality') ? 1 : 0,
    listPicoUsd: typical(target.listPrice ?? target.nominalPrice),
    billedPicoUsd: typical(target.nominalPrice) * billedPerNominal(target.track.terms),
  }));
  return keyed
    .toSorted(
      (one, other) =>
        other.isBest - one.isBest || other.listPicoUsd - one.listPicoUsd || one.billedPicoUsd - other.billedPicoUsd,
    )
    .map(({ target }) => target);
}

/** Four tokens, three of them input, which is how questions about code usually are; −1: not known. */
function typical(price: Price | null): number {
  return price === null ? -1 : 3 * price.inputPicoUsd + price.outputPicoUsd;
}
