/** Corrects a row by a compensating entry: the lines it came from stay as they are (B6). */
import { createHash } from 'node:crypto';
import type { CorrectParams, CorrectResult } from '../../protocol/books.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { targetParts } from '../../protocol/target.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import { type Accounts, emptyPairing, pair } from './accounts.ts';
import { utcMonth } from './calendar.ts';
import { corrected } from './correction.ts';
import type { CorrectionsOf } from './corrections.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import type { CorrectionLine, Line, Verdict } from './line.ts';
import { findLines } from './search.ts';
import { attemptKey, type BookedRow, toRow, toUnknownSettlement, type Unnumbered } from './stored.ts';

export interface CorrectOptions {
  readonly files: LedgerFiles;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly accounts: () => Accounts;
  readonly correctionsOf: CorrectionsOf;
  /** Writes the line and books it. Throws `RequestError` of kind `ledger-unwritable`. */
  readonly book: (month: string, draft: Unnumbered<CorrectionLine>) => void;
}

/**
 * One at a time. Throws `RequestError` of kind `invalid-request` where there is no such attempt, several and none was
 * named, one that is under way, a simulated one, which costs nothing, or where the name stands for another correction.
 */
export function createCorrect(options: CorrectOptions): (params: CorrectParams) => Promise<CorrectResult> {
  let latest: Promise<unknown> = Promise.resolve();
  return (params) => {
    const done = latest.then(() => correct(params, options));
    latest = done.catch(() => {});
    return done;
  };
}

async function correct(params: CorrectParams, options: CorrectOptions): Promise<CorrectResult> {
  const { journal, clock, correctionsOf, book } = options;
  const booked = await findAttempt(params, options);
  const month = utcMonth(booked.startedAtMs);
  const bytes = journal.segments().find((segment) => segment.month === month)?.bytes ?? 0;
  const { row } = booked;
  const corrections = (await correctionsOf(month, bytes)).filter(
    ({ r, a }) => r === row.requestId && a === row.attempt,
  );
  const before = corrected(booked, corrections);
  const was = verdictOf(before);
  const now = corrects(was, params);
  const isTold = now.every((value, index) => value === was[index]);
  const isLatest = corrections.at(-1)?.id === params.id;
  if (corrections.some(({ id }) => id === params.id) && !(isLatest && isTold)) throw nameTaken(params, row);
  if (isTold) return { booked: false, before: before.row, after: before.row };
  const { model, track } = targetParts(row.target);
  const line: Unnumbered<CorrectionLine> = {
    t: 'correct',
    at: clock.epochMs(),
    id: params.id ?? nameOf([row.requestId, row.attempt, corrections.length, params.why]),
    r: row.requestId,
    a: row.attempt,
    st: booked.startedAtMs,
    m: model,
    k: track,
    p: row.profile,
    o: [row.client, row.workspace, row.branch],
    was,
    now,
    ...(before.estimatedNanoUsd > 0 && { e: before.estimatedNanoUsd }),
    y: params.why,
  };
  book(month, line);
  return { booked: true, before: before.row, after: corrected(before, [{ ...line, n: 0 }]).row };
}

/** A row may be corrected back to what it was before: which correction of its row it is makes the name another. */
function nameOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function nameTaken({ id }: CorrectParams, { requestId, attempt }: AttemptRow): RequestError {
  return refusal(`"${id}" names another correction of ${requestId}/${attempt}; give this one a name of its own`);
}

function verdictOf({ row, countedNanoUsd }: BookedRow): Verdict {
  return [row.billable ? 1 : 0, row.listCostNanoUsd, row.billedCostNanoUsd, countedNanoUsd];
}

/** Where the list cost was unknown, what was billed stands for it. */
function corrects(was: Verdict, { billedCostNanoUsd }: CorrectParams): Verdict {
  if (billedCostNanoUsd === undefined) return [0, 0, 0, 0];
  return [1, was[0] === 1 ? (was[1] ?? billedCostNanoUsd) : billedCostNanoUsd, billedCostNanoUsd, billedCostNanoUsd];
}

async function findAttempt(params: CorrectParams, options: CorrectOptions): Promise<BookedRow> {
  const { requestId, attempt } = params;
  const found = await attemptsOf(requestId, options);
  const wanted = attempt === undefined ? found : found.filter(({ row }) => row.attempt === attempt);
  const isOpen = (one: number) => options.accounts().pairing.open.has(attemptKey(requestId, one));
  const named = attempt === undefined ? requestId : `${requestId}/${attempt}`;
  const [only] = wanted;
  if (only === undefined) throw refusal(`the ledger has no attempt ${named}`);
  if (wanted.length > 1) {
    const attempts = wanted.map(({ row }) => `${requestId}/${row.attempt}`).join(', ');
    throw refusal(`${requestId} has ${wanted.length} attempts; name one of ${attempts}`);
  }
  if (isOpen(only.row.attempt)) throw refusal(`${named} is under way; it can be corrected when it has ended`);
  if (only.row.simulated) throw refusal(`${named} was simulated: there is no cost to correct`);
  return only;
}

/** From the newest segment back, until the request's first attempt is found. */
async function attemptsOf(requestId: string, { files, journal }: CorrectOptions): Promise<BookedRow[]> {
  const found: BookedRow[] = [];
  const text = `"r":${JSON.stringify(requestId)},`;
  for (const { month, bytes } of [...journal.segments()].reverse()) {
    const lines: Line[] = [];
    for await (const line of findLines(files, journal.fileOf(month), text, 0, bytes)) lines.push(line);
    found.push(...rowsOf(lines, requestId));
    if (found.some(({ row }) => row.attempt === 1)) break;
  }
  return found.sort((one, other) => one.row.attempt - other.row.attempt);
}

function rowsOf(lines: readonly Line[], requestId: string): BookedRow[] {
  const pairing = emptyPairing();
  const rows: BookedRow[] = [];
  for (const line of lines) {
    if (line.t === 'segment' || line.r !== requestId) continue;
    const booked = pair(pairing, line);
    if (booked !== null) rows.push(booked);
  }
  for (const intent of pairing.open.values()) rows.push(toRow(intent, toUnknownSettlement(intent, intent.at)));
  return rows;
}

function refusal(message: string): RequestError {
  return new RequestError('invalid-request', message);
}
