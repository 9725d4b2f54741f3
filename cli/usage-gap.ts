/** Sets a vendor's sums beside the ledger's, by day and model. Pure. */
import type { UsageEntry } from './usage-file.ts';

export interface LedgerEntry {
  readonly day: string;
  readonly model: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  /** Attempts whose cost the ledger does not know: its sum is a lower bound. */
  readonly unknownCost: number;
}

type Figures = Pick<UsageEntry, 'requests' | 'inputTokens' | 'outputTokens' | 'costNanoUsd'>;
type LedgerFigures = Omit<LedgerEntry, 'day' | 'model'>;

export interface Comparison {
  /** `null`: the file does not tell. */
  readonly imported: Figures;
  readonly ledger: LedgerFigures;
}

export interface UsageComparison extends Comparison {
  readonly day: string;
  readonly model: string;
  /** In anything the file tells. */
  readonly differs: boolean;
}

const fields = ['requests', 'inputTokens', 'outputTokens', 'costNanoUsd'] as const;

/** In order of day and model; what is told twice of the same pair is added up. A pair that only one side has is set beside zeros, as far as the file tells such figures at all. */
export function compareUsage(
  imported: readonly UsageEntry[],
  ledger: readonly LedgerEntry[],
): { readonly rows: readonly UsageComparison[]; readonly totals: Comparison } {
  const tells = (field: keyof Figures) => imported.some((entry) => entry[field] !== null);
  const nothing: Figures = {
    requests: tells('requests') ? 0 : null,
    inputTokens: tells('inputTokens') ? 0 : null,
    outputTokens: tells('outputTokens') ? 0 : null,
    costNanoUsd: tells('costNanoUsd') ? 0 : null,
  };
  const pairs = new Map<string, { day: string; model: string; imported: Figures; ledger: LedgerFigures }>();
  const at = ({ day, model }: { day: string; model: string }) => {
    const key = `${day} ${model}`;
    const pair = pairs.get(key) ?? { day, model, imported: nothing, ledger: noLedger };
    pairs.set(key, pair);
    return pair;
  };
  for (const entry of imported) {
    const pair = at(entry);
    pair.imported = pair.imported === nothing ? figuresOf(entry) : plusFigures(pair.imported, figuresOf(entry));
  }
  for (const entry of ledger) {
    const pair = at(entry);
    pair.ledger = plusLedger(pair.ledger, entry);
  }
  const rows = [...pairs.values()]
    .sort((one, other) => (`${one.day} ${one.model}` < `${other.day} ${other.model}` ? -1 : 1))
    .map((pair) => ({ ...pair, differs: differ(pair) }));
  const totals = {
    imported: rows.map((row) => row.imported).reduce(plusFigures, nothing),
    ledger: rows.map((row) => row.ledger).reduce(plusLedger, noLedger),
  };
  return { rows, totals };
}

const noLedger: LedgerFigures = { requests: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unknownCost: 0 };

function differ({ imported, ledger }: Comparison): boolean {
  return fields.some((field) => imported[field] !== null && imported[field] !== ledger[field]);
}

function figuresOf({ requests, inputTokens, outputTokens, costNanoUsd }: UsageEntry): Figures {
  return { requests, inputTokens, outputTokens, costNanoUsd };
}

function plusLedger(one: LedgerFigures, other: LedgerFigures): LedgerFigures {
  return {
    requests: one.requests + other.requests,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    unknownCost: one.unknownCost + other.unknownCost,
  };
}

function plusFigures(one: Figures, other: Figures): Figures {
  const plus = (field: keyof Figures) => {
    const left = one[field];
    const right = other[field];
    return left === null || right === null ? (left ?? right) : left + right;
  };
  return {
    requests: plus('requests'),
    inputTokens: plus('inputTokens'),
    outputTokens: plus('outputTokens'),
    costNanoUsd: plus('costNanoUsd'),
  };
}
