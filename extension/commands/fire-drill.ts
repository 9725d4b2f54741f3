/** “Fire Drill…”: what this window's profile does when upstreams fail, simulated, as a scorecard. */
import { l10n, ProgressLocation, window } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import { said } from '../language.ts';
import type { MeasuringParts } from './benchmark.ts';
import { fireDrillText } from './fire-drill-text.ts';

/** What a key binding may pass: another profile than the window's. */
const argumentsSchema = z.object({ profile: z.string().optional() }).catch({});

export async function fireDrill({ daemon, profile, reports }: MeasuringParts, given: unknown): Promise<void> {
  const wanted = argumentsSchema.parse(given).profile ?? profile.current();
  const title = l10n.t('Dualtrack: playing sixteen faults, simulated');
  const report = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_progress, cancellation) =>
      daemon.request(methods.drill, wanted === undefined ? {} : { profile: wanted }, cancellation),
  );
  await reports.showRendered(`${l10n.t('Fire drill')}: ${report.profile}`, fireDrillText(report, said));
}
