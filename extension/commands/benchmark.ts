/** “Benchmark Models…”: targets are picked, the price is shown and confirmed, and what was measured becomes a document. */
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { l10n, ProgressLocation, type QuickPickItem, Uri, window } from 'vscode';
import * as z from 'zod';
import {
  type BenchmarkParams,
  type BenchmarkPrice,
  type BenchmarkReport,
  mostBenchmarkRequests,
} from '../../protocol/benchmark.ts';
import { benchmarkCsv } from '../../protocol/benchmark-csv.ts';
import { methods } from '../../protocol/methods.ts';
import { formatNanoUsd, formatSum } from '../../protocol/money.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { benchmarkText } from './benchmark-text.ts';
import { describeTarget } from './describe-target.ts';
import { minuteText } from './minute-text.ts';
import type { ReadOnlyDocuments } from './read-only-documents.ts';

export interface MeasuringParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  readonly reports: ReadOnlyDocuments;
}

/** What a key binding may pass instead of being asked. The price is shown all the same. */
const argumentsSchema = z
  .object({
    models: z.array(z.string()).min(1).optional(),
    requests: z.number().optional(),
    concurrency: z.number().optional(),
  })
  .catch({});

const usualRequests = 10;

export async function benchmark({ daemon, profile, reports }: MeasuringParts, given: unknown): Promise<void> {
  const { models: named, requests: wanted, concurrency = 1 } = argumentsSchema.parse(given);
  const current = profile.current();
  const models = named ?? (await pickTargets(daemon, current));
  if (models === undefined || models.length === 0) return;
  const requests = wanted ?? (await askForRequests());
  if (requests === undefined) return;
  const params: BenchmarkParams = { models, requests, concurrency, ...(current !== undefined && { profile: current }) };
  if (!(await isConfirmed(daemon.request(methods.benchmarkPrice, params)))) return;
  const report = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Dualtrack: measuring'), cancellable: true },
    (_progress, cancellation) => daemon.request(methods.benchmark, params, cancellation),
  );
  await reports.showRendered(`${l10n.t('Benchmark')} ${minuteText(report.startedAt)}`, benchmarkText(report, said));
  void offerCsv(report);
}

interface TargetItem extends QuickPickItem {
  readonly target: string;
}

async function pickTargets(daemon: DaemonConnection, profile: string | undefined): Promise<string[] | undefined> {
  const items = daemon
    .request(methods.targets, profile === undefined ? {} : { profile })
    .then(({ targets, inProfile }) =>
      targets.map((one, index): TargetItem => {
        const { price, track, marks } = describeTarget(one, said);
        const detail = [track, ...marks].join(' · ');
        return { label: one.target, description: price, detail, picked: index < inProfile, target: one.target };
      }),
    );
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Benchmark Models…'),
    placeHolder: l10n.t('Which? Those of the profile are chosen; the price is shown before anything is sent'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map(({ target }) => target);
}

async function askForRequests(): Promise<number | undefined> {
  const rule = l10n.t('Give a whole number from 1 to {0}.', mostBenchmarkRequests);
  const text = await window.showInputBox({
    title: l10n.t('Benchmark Models…'),
    prompt: l10n.t('How many small requests to each target? With ten, p99 is the slowest of them.'),
    value: String(usualRequests),
    validateInput: (value) => (/^\d{1,4}$/.test(value) && isFit(Number(value)) ? undefined : rule),
  });
  return text === undefined ? undefined : Number(text);
}

function isFit(requests: number): boolean {
  return requests >= 1 && requests <= mostBenchmarkRequests;
}

interface PriceItem extends QuickPickItem {
  readonly goOn: boolean;
}

/** The first entry sends them; below it stands what each target comes to. Picking one of those is no yes. */
async function isConfirmed(price: Promise<BenchmarkPrice>): Promise<boolean> {
  const items: Promise<PriceItem[]> = price.then(priceItems);
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Benchmark Models…'),
    placeHolder: l10n.t('Nothing has been sent yet'),
    ignoreFocusOut: true,
  });
  return picked?.goOn ?? false;
}

function priceItems({ targets, requests, mostNanoUsd, unknownPrices }: BenchmarkPrice): PriceItem[] {
  const asked = targets.filter(({ obstacle }) => obstacle === null).length;
  const send = {
    label: `$(play) ${asked * requests === 1 ? l10n.t('Send 1 request') : l10n.t('Send {0} requests', asked * requests)}`,
    description: l10n.t('at most {0}', formatSum(mostNanoUsd, unknownPrices)),
    goOn: true,
  };
  const each = targets.map(({ target, simulated, mostNanoUsd: most, obstacle }): PriceItem => {
    const cost = simulated
      ? l10n.t('simulated: costs nothing')
      : most === null
        ? l10n.t('cost unknown')
        : l10n.t('at most {0}', formatNanoUsd(most));
    return { label: target, description: obstacle === null ? cost : l10n.t('cannot be asked'), goOn: false };
  });
  return asked === 0 ? each : [send, ...each];
}

async function offerCsv(report: BenchmarkReport): Promise<void> {
  const save = l10n.t('Save as CSV…');
  const chosen = await window.showInformationMessage(l10n.t('Measured targets: {0}', report.targets.length), save);
  if (chosen !== save) return;
  const file = await window.showSaveDialog({
    title: save,
    defaultUri: Uri.file(join(homedir(), `dualtrack-benchmark-${report.startedAt.slice(0, 10)}.csv`)),
    filters: { CSV: ['csv'] },
  });
  if (file !== undefined) await writeFile(file.fsPath, benchmarkCsv(report));
}
