/** Makes one price of what several tables say, and says where they disagree; no majority, no price. */
import { type PriceSettings, priceSchema } from '../../protocol/model-configuration.ts';
import type { Finding } from './tables.ts';

export interface Agreed {
  readonly price: PriceSettings;
  /** The tables that say so. */
  readonly tables: readonly string[];
}

/** `remark` takes what a person should look at. `null`: no price that can be relied on. */
export function agreedPrice(findings: readonly Finding[], remark: (text: string) => void): Agreed | null {
  const witnesses = findings.flatMap(({ table, price }) => {
    if (price === null) return [];
    const plausible = priceSchema.safeParse(price);
    if (plausible.success) return [{ table, price }];
    const [issue] = plausible.error.issues;
    remark(`${table} refused: ${issue?.path.join('.')} ${issue?.message}`);
    return [];
  });
  const [most, next] = largestFirst(
    witnesses,
    ({ price }) => `${price.inputUsdPerMTok} in, ${price.outputUsdPerMTok} out`,
  );
  if (most === undefined) return null;
  if (next !== undefined) {
    const said = witnesses.map(({ table, price }) => `${table} ${price.inputUsdPerMTok}/${price.outputUsdPerMTok}`);
    const isTie = next.length === most.length;
    remark(
      `${said.join(', ')}: ${isTie ? 'no price is taken' : `${most.map(({ table }) => table).join(' and ')} believed`}`,
    );
    if (isTie) return null;
  }
  return { price: merged(most, remark), tables: most.map(({ table }) => table) };
}

/** Whether two tables ask the same for all that both name. */
export function isSamePrice(one: PriceSettings, other: PriceSettings): boolean {
  const [ones, others] = [one.tiers ?? [], other.tiers ?? []];
  return (
    one.inputUsdPerMTok === other.inputUsdPerMTok &&
    one.outputUsdPerMTok === other.outputUsdPerMTok &&
    moreRates.every((rate) => one[rate] === undefined || other[rate] === undefined || one[rate] === other[rate]) &&
    ones.length === others.length &&
    ones.every((tier, at) => tierText(tier) === (others[at] && tierText(others[at])))
  );
}

interface Witness {
  readonly table: string;
  readonly price: PriceSettings;
}

const moreRates = [
  'cacheReadUsdPerMTok',
  'cacheWriteUsdPerMTok',
  'cacheWrite1hUsdPerMTok',
  'audioInputUsdPerMTok',
  'audioOutputUsdPerMTok',
  'imageOutputUsdPerMTok',
] as const;

/** Of those who agree on input and output: what else they name. */
function merged(witnesses: readonly Witness[], remark: (text: string) => void): PriceSettings {
  const price: PriceSettings = {
    inputUsdPerMTok: witnesses[0]?.price.inputUsdPerMTok ?? 0,
    outputUsdPerMTok: witnesses[0]?.price.outputUsdPerMTok ?? 0,
  };
  for (const rate of moreRates) {
    const named = witnesses.filter((witness) => witness.price[rate] !== undefined);
    const [most, next] = largestFirst(named, (witness) => String(witness.price[rate]));
    const usd = most?.[0]?.price[rate];
    if (next !== undefined)
      remark(`${rate}: ${named.map((one) => `${one.table} ${one.price[rate]}`).join(', ')}; ${usd} taken`);
    if (usd !== undefined) price[rate] = usd;
  }
  const tiered = witnesses.filter((witness) => witness.price.tiers !== undefined);
  const [most, next] = largestFirst(tiered, (witness) => (witness.price.tiers ?? []).map(tierText).join('; '));
  const told = most?.toSorted((one, other) => ratesIn(other) - ratesIn(one))[0];
  if (told?.price.tiers === undefined) return price;
  if (next !== undefined || tiered.length < witnesses.length) {
    const said = witnesses.map((one) => `${one.table} ${(one.price.tiers ?? []).map(tierText).join('; ') || 'none'}`);
    remark(`tiers: ${said.join(', ')}; those of ${told.table} taken`);
  }
  return { ...price, tiers: told.price.tiers };
}

function tierText(tier: NonNullable<PriceSettings['tiers']>[number]): string {
  return `>${tier.aboveInputTokens}: ${tier.inputUsdPerMTok}/${tier.outputUsdPerMTok}`;
}

function ratesIn({ price }: Witness): number {
  return (price.tiers ?? []).reduce((sum, tier) => sum + Object.keys(tier).length, 0);
}

/** Those with the same key together, the largest group first. */
function largestFirst<Each>(all: readonly Each[], key: (one: Each) => string): readonly (readonly Each[])[] {
  return [...Map.groupBy(all, key).values()].toSorted((one, other) => other.length - one.length);
}
