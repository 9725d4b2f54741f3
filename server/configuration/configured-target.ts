/** A configured model as a target: what the settings do not say of it comes from the catalogue; what they say stands. */
import type { ModelSettings } from '../../protocol/model-configuration.ts';
import { targetName } from '../../protocol/target.ts';
import type { Catalogue, CatalogueModel, SoldAt } from '../catalogue/catalogue.ts';
import { guessedFirstPartMs } from '../catalogue/guide.ts';
import type { Seller } from '../catalogue/model-entry.ts';
import { toPrices } from '../catalogue/price.ts';
import { pricedAt, type Target, type Track } from '../routing/target.ts';

export interface ModelOnTrack {
  readonly model: string;
  readonly settings: ModelSettings;
  readonly track: Track;
  /** Whose prices of the catalogue are the track's own; `null`: nobody's. */
  readonly seller: Seller | null;
  /** Where the settings' price comes from, for the ledger's rows. */
  readonly priceSource: string;
}

/** With the prices that hold at this instant. A nominal price that nobody says stays unknown. */
export function configuredTarget(one: ModelOnTrack, catalogue: Catalogue, nowMs: number): Target {
  const { model, settings, track, priceSource } = one;
  const known = catalogue.find(settings.upstreamName ?? model) ?? catalogue.find(model);
  const sold = soldHere(known, one);
  const nominal = settings.price === undefined ? [] : toPrices(settings.price, priceSource);
  const list = settings.listPrice === undefined ? [] : toPrices(settings.listPrice, 'configuration');
  const changes = [...nominal, ...list].some(({ asOf, until }) => asOf !== null || until !== null);
  const nominalPrices = settings.price === undefined && sold !== null ? [sold.price] : nominal;
  const listPrices = settings.listPrice === undefined && known?.listPrice ? [known.listPrice] : list;
  const target: Target = {
    name: targetName(model, track.name),
    model,
    track,
    upstreamModel: settings.upstreamName ?? (sold !== null && model === known?.name ? sold.name : model),
    nominalPrice: nominalPrices[0] ?? null,
    listPrice: listPrices[0] ?? null,
    contextWindow: settings.contextWindow ?? known?.contextWindow ?? null,
    maxOutputTokens: settings.maxOutputTokens ?? known?.maxOutputTokens ?? null,
    reasoning: settings.reasoning ?? known?.reasonsInSilence ?? false,
    simulated: false,
    features: settings.features === undefined ? featuresOf(known, model, track) : new Set(settings.features),
    goodFor: settings.goodFor === undefined ? (known?.goodFor ?? new Set()) : new Set(settings.goodFor),
    priorFirstPartMs: guessedFirstPartMs(known?.name ?? model, track.provider === 'vertex'),
  };
  return changes ? pricedAt({ ...target, datedPrices: { nominal: nominalPrices, list: listPrices } }, nowMs) : target;
}

function soldHere(known: CatalogueModel | null, { seller, track }: ModelOnTrack): SoldAt | null {
  if (known === null || seller === null) return null;
  // Elsewhere than in its global location Vertex AI asks more for Claude than Anthropic does.
  if (seller === 'vertex' && known.vendor === 'anthropic' && track.region !== 'global') return null;
  return known.offers.get(seller) ?? null;
}

/** What every Gemini model can do at Vertex AI, also one that the catalogue does not know yet. */
const everyGemini: ReadonlySet<string> = new Set(['tools', 'images', 'files', 'json', 'grounding']);

/** A model can look things up only where its vendor's own endpoint is asked in its own dialect. */
function featuresOf(known: CatalogueModel | null, model: string, track: Track): ReadonlySet<string> | null {
  if (track.provider === 'vertex') {
    const can = known?.features ?? (/^gemini-/.test(model) ? everyGemini : null);
    if (can === null || !can.has('grounding')) return can;
    return new Set([...can, 'bigquery', ...(track.google?.datastore ? ['vertex-search'] : [])]);
  }
  if (known === null || track.provider === 'gemini') return known?.features ?? null;
  return new Set([...known.features].filter((feature) => feature !== 'grounding'));
}
