/** Holds the ledger of a run against what its upstream saw and billed, and looks for what was left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonConnection } from '../../client/connection.ts';
import type { LedgerRow, VerifyReport } from '../../protocol/books.ts';
import type { BudgetState } from '../../protocol/budget.ts';
import { methods } from '../../protocol/methods.ts';
import type { Totals } from '../../protocol/spend.ts';
import { lineSchema } from '../../server/ledger/line.ts';
import { attemptKey } from '../../server/ledger/stored.ts';
import { countedNanoUsd } from '../../server/ledger/worst-case.ts';
import { type Call, costNanoUsd, thriftyLimitUsd, type World } from './world.ts';

/** The daemon's side of the story. */
export interface Books {
  readonly report: VerifyReport;
  readonly rows: readonly LedgerRow[];
  readonly totals: Totals;
  readonly budgets: readonly BudgetState[];
}

const ever = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

export async function readBooks(client: DaemonConnection): Promise<Books> {
  const rows: LedgerRow[] = [];
  let after: string | undefined;
  do {
    const page = await client.request(methods.rows, { ...(after !== undefined && { after }), limit: 2000 });
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
  const report = await client.request(methods.verify, {});
  const { totals } = await client.request(methods.spend, ever);
  const { budgets } = await client.request(methods.budgets, {});
  return { report, rows, totals, budgets };
}

/** What is wrong, as sentences; none: all is well. */
export function judgeBooks(books: Books, world: World): readonly string[] {
  const paid = books.rows.filter(({ profile }) => profile !== 'free');
  return [
    ...books.report.findings.map(({ message }) => `L4: ledger verify: ${message}`),
    ...(books.report.sound ? [] : ['L4: the ledger is not sound']),
    ...judgeAttempts(paid, world.calls),
    ...judgeSums(books),
    ...judgeTold(paid, world),
    ...judgeBudgets(books, world),
  ];
}

/** One budget's number before and after all is counted anew. */
export function judgeRecount(before: Books, after: Books): readonly string[] {
  return after.budgets.flatMap((budget) => {
    const earlier = before.budgets.find(({ name }) => name === budget.name);
    if (earlier === undefined || earlier.usedNanoUsd === budget.usedNanoUsd || budget.period !== 'total') return [];
    return [`B5: budget ${budget.name} had used ${earlier.usedNanoUsd}, and counted anew ${budget.usedNanoUsd}`];
  });
}

/** L1: every call has one row; rows beyond the calls are of unknown cost or never left; what is complete costs the bill. */
function judgeAttempts(rows: readonly LedgerRow[], calls: readonly Call[]): string[] {
  const wrongs: string[] = [];
  const rowsOf = Map.groupBy(rows, ({ conversation }) => conversation ?? 'cli');
  const callsOf = Map.groupBy(calls, ({ question }) => (question.startsWith('cli-') ? 'cli' : question));
  for (const name of new Set([...rowsOf.keys(), ...callsOf.keys()])) {
    const own = rowsOf.get(name) ?? [];
    const seen = callsOf.get(name) ?? [];
    const surplus = own.length - seen.length;
    if (surplus < 0) wrongs.push(`L1: ${name}: the upstream saw ${seen.length} attempts, the ledger has ${own.length}`);
    const mayBeUnseen = own.filter(({ outcome, billable }) => outcome === 'unknown' || !billable).length;
    if (surplus > mayBeUnseen)
      wrongs.push(`L1: ${name}: ${surplus} rows of attempts that never arrived are booked as billed`);
    wrongs.push(...judgeCompleted(name, own, seen));
  }
  const keys = new Set(rows.map(({ requestId, attempt }) => attemptKey(requestId, attempt)));
  if (keys.size !== rows.length) wrongs.push(`L2: ${rows.length - keys.size} attempts have more than one row`);
  return wrongs;
}

/** Each completed row takes one call of its tokens: the sums are then equal to the nano-dollar. */
function judgeCompleted(name: string, rows: readonly LedgerRow[], calls: readonly Call[]): string[] {
  const left = calls.flatMap(({ seen }) => (seen === null ? [] : [seen]));
  return rows.flatMap(({ outcome, usage, billedCostNanoUsd, measured }) => {
    if (outcome !== 'success') return [];
    const { inputTokens = -1, outputTokens = -1 } = usage ?? {};
    const index = left.findIndex(
      ({ billedInputTokens, billedOutputTokens }) =>
        billedInputTokens === inputTokens && billedOutputTokens === outputTokens,
    );
    if (!measured || index === -1)
      return [`L1: ${name}: booked as ${inputTokens} in, ${outputTokens} out, which the upstream did not bill`];
    left.splice(index, 1);
    const cost = costNanoUsd(inputTokens, outputTokens);
    return billedCostNanoUsd === cost ? [] : [`L1: ${name}: booked ${billedCostNanoUsd}, billed ${cost}`];
  });
}

function judgeSums({ rows, totals }: Books): string[] {
  const wrongs: string[] = [];
  let billed = 0;
  let unknown = 0;
  for (const { billedCostNanoUsd } of rows) {
    if (billedCostNanoUsd === null) unknown += 1;
    else billed += billedCostNanoUsd;
  }
  if (totals.billedCostNanoUsd !== billed)
    wrongs.push(`the sum is ${totals.billedCostNanoUsd}, and the rows come to ${billed}`);
  if (totals.attempts !== rows.length) wrongs.push(`${totals.attempts} attempts are counted of ${rows.length}`);
  if (totals.unknownCost !== unknown) wrongs.push(`${totals.unknownCost} unknown costs are counted of ${unknown}`);
  return wrongs;
}

/** A success that was told has its row, at the cost that was told. */
function judgeTold(rows: readonly LedgerRow[], world: World): string[] {
  const byRequest = Map.groupBy(rows, ({ requestId }) => requestId);
  const byQuestion = Map.groupBy(rows, ({ conversation }) => conversation ?? '');
  return world.told.flatMap(({ question, requestId, billedCostNanoUsd, askedAtMs, heardAtMs }) => {
    const own = (requestId === null ? byQuestion.get(question) : byRequest.get(requestId)) ?? [];
    // What could not be written waits in memory, and is lost with the process: then its intent dangles.
    const mayBeLost = world.unwritable.some(({ fromMs, toMs }) => heardAtMs >= fromMs && askedAtMs <= toMs);
    if (mayBeLost && own.some(({ outcome }) => outcome === 'unknown')) return [];
    if (!own.some(({ outcome }) => outcome === 'success'))
      return [`${question} was told as answered, and no row says so`];
    if (billedCostNanoUsd === null) return [];
    const cost = own.reduce((sum, row) => sum + (row.billable ? (row.billedCostNanoUsd ?? Number.NaN) : 0), 0);
    return cost === billedCostNanoUsd
      ? []
      : [`${question} was told to cost ${billedCostNanoUsd}, its rows say ${cost}`];
  });
}

/** Nothing is held any more; unknown rows count with their worst case; no hard budget was ever overrun (B1). */
function judgeBudgets({ rows, budgets }: Books, world: World): string[] {
  const held = heldByAttempt(world.lab.paths.dataDirectory);
  const used = (profile: string | null) =>
    rows
      .filter((row) => profile === null || row.profile === profile)
      .reduce((sum, row) => sum + countedNanoUsd(row, held.get(attemptKey(row.requestId, row.attempt)) ?? 0), 0);
  return budgets.flatMap(({ name, usedNanoUsd, heldNanoUsd }) => {
    const wrongs: string[] = [];
    if (heldNanoUsd !== 0) wrongs.push(`${heldNanoUsd} nano-dollars are still held in budget ${name}`);
    const counted = name === 'all' ? used(null) : name === 'thrifty' ? used('thrifty') : null;
    if (counted !== null && counted !== usedNanoUsd)
      wrongs.push(`B5: budget ${name} says ${usedNanoUsd} is used, its rows come to ${counted}`);
    if (name === 'thrifty' && usedNanoUsd > thriftyLimitUsd * 1e9)
      wrongs.push(`B1: budget ${name} allows ${thriftyLimitUsd * 1e9}, used are ${usedNanoUsd}`);
    return wrongs;
  });
}

function heldByAttempt(folder: string): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const name of readdirSync(folder).filter((one) => /^journal-.*\.jsonl$/.test(one))) {
    for (const text of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (!text.includes('"t":"intent"')) continue;
      const line = lineSchema.safeParse(JSON.parse(text)).data;
      if (line?.t === 'intent') held.set(attemptKey(line.r, line.a), line.w[2] ?? 0);
    }
  }
  return held;
}

/** W5: what must be gone after the last daemon has ended. */
export function leftBehind({ lab }: World): readonly string[] {
  const entries = readdirSync(lab.paths.dataDirectory, { recursive: true, withFileTypes: true });
  const passing = /\.new$|\.[0-9a-f]{8}(-[0-9a-f-]{27})?$|^daemon\.starting$|lock|\.sock/;
  return entries
    .filter((entry) => !entry.isDirectory() && passing.test(entry.name))
    .map(({ name }) => `W5: ${name} was left behind`);
}
