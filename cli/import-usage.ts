/** `dualtrack import-usage`: a vendor's usage file beside the ledger, by day and model, and what the two differ by. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import { targetParts } from '../protocol/target.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { dayIn } from './day-of.ts';
import type { DecimalSign } from './decimal-sign.ts';
import { UsageError } from './exit.ts';
import { fileTrouble } from './file-trouble.ts';
import { refuseUnknownTrack } from './named.ts';
import { table } from './table.ts';
import { dayOption, type RangeOptions, timeZoneOption } from './time-options.ts';
import { type UsageField, usageFields } from './usage-fields.ts';
import { readUsageFile, type UsageEntry } from './usage-file.ts';
import { type Comparison, compareUsage, type UsageComparison } from './usage-gap.ts';
import { modelNames } from './usage-models.ts';

export interface ImportUsageOptions extends GlobalOptions, RangeOptions {
  readonly map?: readonly string[];
  readonly track?: string;
  readonly decimal?: DecimalSign;
  readonly fileTimeZone: string;
  readonly json?: boolean;
}

const mostBytes = 50_000_000;
const mostDays = 400;

export async function importUsage(
  file: string,
  options: ImportUsageOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const timeZone = timeZoneOption('file-time-zone', options.fileTimeZone);
  const reading = { mapping: mappingOf(options.map ?? []), decimal: options.decimal ?? null, dayOf: dayIn(timeZone) };
  const name = basename(file).slice(-255);
  const { entries, lines } = readUsageFile(name, await textOf(file), reading);
  const days = daysOf(entries, options);
  const wanted = entries.filter(({ day }) => days.includes(day));
  const comparison = await withDaemon(options, interrupted, async (daemon) => {
    const range = { from: days[0] ?? '', to: dayBeside(days.at(-1) ?? '', 1), timeZone };
    const { usage } = await daemon.request(methods.bookedUsage, range, { signal: interrupted });
    const { targets } = await daemon.request(methods.targets, {}, { signal: interrupted });
    if (options.track !== undefined) {
      const { tracks } = await daemon.request(methods.status, {}, { signal: interrupted });
      // One that is no longer configured is still in the ledger.
      refuseUnknownTrack(options.track, [
        ...tracks,
        ...usage.map(({ target }) => ({ name: targetParts(target).track })),
      ]);
    }
    const names = modelNames(targets, options.track);
    const booked = usage
      .filter(({ target }) => options.track === undefined || targetParts(target).track === options.track)
      .map(({ target, ...figures }) => ({ ...figures, model: names.ofLedger(target) }));
    const named = wanted.map((entry) => ({ ...entry, model: names.ofFile(entry.model) }));
    const compared = compareUsage(named, booked);
    const { imported, ledger } = compared.totals;
    const gap = {
      importedAt: new Date().toISOString(),
      file: name,
      track: options.track ?? null,
      from: days[0] ?? '',
      to: days.at(-1) ?? '',
      imported,
      ledger: figuresOf(ledger),
      differing: compared.rows.filter(({ differs }) => differs).length,
    };
    await daemon.request(methods.importedGap, gap, { signal: interrupted });
    return { ...gap, timeZone, lines, unknownCost: ledger.unknownCost, rows: compared.rows };
  });
  process.stdout.write(`${options.json ? JSON.stringify(comparison) : comparisonText(comparison, t)}\n`);
}

function figuresOf({ requests, inputTokens, outputTokens, costNanoUsd }: Comparison['ledger']) {
  return { requests, inputTokens, outputTokens, costNanoUsd };
}

async function textOf(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw new UsageError('{0} must have at most {1} bytes, got {2}', file, mostBytes, size);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('{0} cannot be read: {1}', file, fileTrouble(error));
  }
}

/** Each is `COLUMN=FIELD`; a column's name may hold a `=` of its own. */
function mappingOf(texts: readonly string[]): ReadonlyMap<string, UsageField> {
  const mapping = new Map<string, UsageField>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    const field = usageFields.find((one) => one === text.slice(at + 1));
    if (at < 1 || field === undefined)
      throw new UsageError('--map must be COLUMN=FIELD with one of {0}, got {1}', usageFields.join(', '), text);
    mapping.set(text.slice(0, at), field);
  }
  return mapping;
}

/** Every day of the file's time zone from the first to the last, those without usage too: the ledger may have some there. */
function daysOf(entries: readonly UsageEntry[], { from, to }: RangeOptions): readonly string[] {
  const first = from === undefined ? entries[0]?.day : dayOption('from', from);
  const last = to === undefined ? entries.at(-1)?.day : dayBeside(dayOption('to', to), -1);
  const days: string[] = [];
  for (let day = first ?? ''; day !== '' && day <= (last ?? ''); day = dayBeside(day, 1)) {
    days.push(day);
    if (days.length > mostDays)
      throw new UsageError('the range must be at most {0} days; narrow it with --from and --to', mostDays);
  }
  if (days.length === 0) throw new UsageError('there is no day from {0} to {1}', first ?? '?', last ?? '?');
  return days;
}

function dayBeside(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

interface Compared {
  readonly file: string;
  readonly timeZone: string;
  readonly rows: readonly UsageComparison[];
}

function comparisonText({ file, timeZone, rows }: Compared, t: Translate): string {
  const of = [t('requests'), t('tokens in'), t('tokens out'), t('cost')];
  const heading = [t('day'), t('model'), ...of.flatMap((name) => [`>${name}`, `>${t('ledger')}`, `>${t('gap')}`])];
  const lines = rows.map(({ day, model, imported, ledger }) => [
    day,
    model,
    ...counts(imported.requests, ledger.requests),
    ...counts(imported.inputTokens, ledger.inputTokens),
    ...counts(imported.outputTokens, ledger.outputTokens),
    imported.costNanoUsd === null ? '-' : formatNanoUsd(imported.costNanoUsd),
    formatSum(ledger.costNanoUsd, ledger.unknownCost),
    imported.costNanoUsd === null ? '-' : formatNanoUsd(imported.costNanoUsd - ledger.costNanoUsd),
  ]);
  const differing = rows.filter(({ differs }) => differs).length;
  const verdict = differing === 0 ? t('no gap') : t('{0} of {1} differ', differing, rows.length);
  return `${t('{0} beside the ledger, days of {1}', file, timeZone)}\n${table([heading, ...lines])}\n${verdict}`;
}

function counts(imported: number | null, ledger: number): string[] {
  return imported === null ? ['-', String(ledger), '-'] : [String(imported), String(ledger), String(imported - ledger)];
}
