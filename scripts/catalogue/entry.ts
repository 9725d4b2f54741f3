/** Makes the catalogue's entry of one model from what the tables say of it. */
import { type Feature, features, type GoodFor, goodForTags, namesOf } from '../../protocol/features.ts';
import type { PriceSettings } from '../../protocol/model-configuration.ts';
import type { ModelEntry, Offer } from '../../server/catalogue/model-entry.ts';
import { agreedPrice, isSamePrice } from './agree.ts';
import { knownFor, type Vendor } from './selection.ts';
import type { Finding, Tables } from './tables.ts';

/** `null`: no table knows the model. `remark` takes what a person should look at. */
export function entryOf(
  name: string,
  vendor: Vendor,
  tables: Tables,
  asOf: string,
  remark: (text: string) => void,
): ModelEntry | null {
  const soldAs = soldAsOf(name, vendor);
  const openRouterId = vendor.openRouter + name;
  const ofSeller = [
    vendor.modelsDev === null ? undefined : tables.modelsDev.get(vendor.modelsDev + soldAs),
    tables.liteLlm.get(vendor.liteLlm + soldAs),
  ];
  const atOpenRouter = tables.openRouter.get(openRouterId);
  const known = [...ofSeller, atOpenRouter].filter((finding) => finding !== undefined);
  if (known.length === 0) return null;

  const witnesses = [...ofSeller, vendor.isClosed ? withoutStorage(atOpenRouter, vendor) : undefined];
  const agreed = agreedPrice(
    witnesses.filter((finding) => finding !== undefined),
    remark,
  );
  const offer: Offer[] =
    agreed === null
      ? []
      : [
          {
            at: {
              [vendor.seller]: soldAs,
              ...(atOpenRouter?.price && isSamePrice(agreed.price, atOpenRouter.price) && { openrouter: openRouterId }),
              ...atVertex(name, vendor, tables, agreed.price, remark),
            },
            price: { ...agreed.price, asOf },
            source: agreed.tables.join(', '),
          },
        ];
  const can = agreedFeatures(known, vendor);
  const contextWindow = known.find((finding) => finding.contextWindow !== undefined)?.contextWindow;
  const maxOutputTokens = known.find((finding) => finding.maxOutputTokens !== undefined)?.maxOutputTokens;
  const released = known.find((finding) => finding.released !== undefined)?.released;
  const aliases = aliasesOf(name, soldAs, vendor, tables, agreed?.price ?? null);
  const goodFor = goodForOf(name, can, contextWindow ?? 0, agreed?.price ?? null);
  return {
    name,
    vendor: vendor.madeBy ?? vendor.seller,
    ...(aliases.length > 0 && { aliases: [...aliases] }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    features: namesOf(features).filter((feature) => can.has(feature)),
    ...(goodFor.length > 0 && { goodFor: [...goodFor] }),
    ...(reasonsInSilence(name, vendor, known) && { reasonsInSilence: true }),
    ...(released !== undefined && { released }),
    ...(offer.length > 0 && { offers: offer }),
  };
}

function soldAsOf(name: string, vendor: Vendor): string {
  const written = vendor.models[name] ?? name;
  return vendor.hyphens ? written.replaceAll('.', '-') : written;
}

/** OpenRouter puts Google's price of keeping a cache for an hour where others have that of writing it. */
function withoutStorage(finding: Finding | undefined, vendor: Vendor): Finding | undefined {
  if (finding?.price == null || vendor.seller !== 'google') return finding;
  const { cacheWriteUsdPerMTok: _, ...price } = finding.price;
  return { ...finding, price };
}

/** What at least half of the tables say; only Google's own endpoints look things up for those who ask by our dialects. */
function agreedFeatures(known: readonly Finding[], vendor: Vendor): ReadonlySet<Feature> {
  const said = namesOf(features).filter((feature) => {
    const count = known.filter((finding) => finding.features.has(feature)).length;
    if (feature === 'grounding') return vendor.seller === 'google' && count > 0;
    // Tables leave it out rather than deny it.
    if (feature === 'json') return count > 0;
    return count * 2 >= known.length && count > 0;
  });
  return new Set(said);
}

const showNoThoughts: readonly string[] = ['openai', 'google', 'xai'];

function reasonsInSilence(name: string, vendor: Vendor, known: readonly Finding[]): boolean {
  return (
    showNoThoughts.includes(vendor.seller) && (/^o\d/.test(name) || known.some(({ reasonsUnasked }) => reasonsUnasked))
  );
}

function goodForOf(
  name: string,
  can: ReadonlySet<Feature>,
  contextWindow: number,
  price: PriceSettings | null,
): readonly GoodFor[] {
  const isCheap = price !== null && (3 * price.inputUsdPerMTok + price.outputUsdPerMTok) / 4 <= 0.6;
  const found = new Set<GoodFor>([
    ...knownFor.filter(([pattern]) => pattern.test(name)).flatMap(([, tags]) => tags),
    ...(can.has('reasoning') ? (['reasoning'] as const) : []),
    ...(contextWindow >= 400_000 ? (['long-documents'] as const) : []),
    ...(can.has('images') && (can.has('audio') || can.has('video')) ? (['multimodal'] as const) : []),
    ...(isCheap ? (['low-cost'] as const) : []),
  ]);
  return namesOf(goodForTags).filter((tag) => found.has(tag));
}

/** Dated names at the same price, the seller's spelling, and OpenRouter's; never one that moves on to the next model. */
function aliasesOf(
  name: string,
  soldAs: string,
  vendor: Vendor,
  tables: Tables,
  price: PriceSettings | null,
): readonly string[] {
  const openRouterId = vendor.openRouter + name;
  const found = new Set([
    soldAs,
    ...(tables.openRouter.has(openRouterId) ? [openRouterId] : []),
    ...datedNames(soldAs, vendor.liteLlm, tables.liteLlm, price),
    ...(vendor.modelsDev === null ? [] : datedNames(soldAs, vendor.modelsDev, tables.modelsDev, price)),
    ...datedNames(soldAs, 'vertex_ai/', tables.liteLlm, price),
  ]);
  const isNew = (alias: string) => alias.toLowerCase() !== name && vendor.models[alias] === undefined;
  return [...found].filter(isNew).toSorted();
}

const date = /^[-@](\d{8}|\d{4}-\d{2}-\d{2}|default)$/;

function datedNames(
  soldAs: string,
  prefix: string,
  table: ReadonlyMap<string, Finding>,
  price: PriceSettings | null,
): readonly string[] {
  if (price === null) return [];
  return [...table]
    .filter(([key, finding]) => {
      const isDated = key.startsWith(prefix + soldAs) && date.test(key.slice(prefix.length + soldAs.length));
      return isDated && finding.price !== null && isSamePrice(finding.price, price);
    })
    .map(([key]) => key.slice(prefix.length));
}

/** Where a table says that Vertex AI asks what the vendor asks, and none asks another price of input and output. */
function atVertex(
  name: string,
  vendor: Vendor,
  tables: Tables,
  price: PriceSettings,
  remark: (text: string) => void,
): { readonly vertex?: string } {
  const soldAs = soldAsOf(name, vendor);
  const isClaude = vendor.seller === 'anthropic';
  if (vendor.seller !== 'google' && !isClaude) return {};
  const folder = `providers/google-vertex${isClaude ? '-anthropic' : ''}/models/`;
  const isMeant = (key: string, prefix: string) =>
    key === prefix + soldAs || (key.startsWith(prefix + soldAs) && date.test(key.slice(prefix.length + soldAs.length)));
  const found = [
    ...[...tables.modelsDev].filter(([key]) => isMeant(key, folder)),
    ...[...tables.liteLlm].filter(([key]) => isMeant(key, isClaude ? 'vertex_ai/' : '')),
  ];
  const said = found.flatMap(([, finding]) => finding.price ?? []);
  const isAlike = said.every(
    (one) => one.inputUsdPerMTok === price.inputUsdPerMTok && one.outputUsdPerMTok === price.outputUsdPerMTok,
  );
  if (!isAlike || !said.some((one) => isSamePrice(one, price))) {
    if (said.length > 0) remark(`Vertex AI: ${said.map((one) => JSON.stringify(one)).join(', ')}; no price is taken`);
    return {};
  }
  const dated = found.map(([key]) => key.slice(key.lastIndexOf('/') + 1)).find((id) => id.includes('@'));
  return { vertex: dated ?? soldAs };
}
