/** “Verify Tracks”: reaches each track, checks its key and its models, and tells why one fails. */
import { commands, env, l10n, ProgressLocation, type QuickPickItem, window } from 'vscode';
import { failureMessageIn } from '../../protocol/failure-messages.ts';
import { methods } from '../../protocol/methods.ts';
import type { CheckedTarget, CheckedTrack, Trouble } from '../../protocol/verification.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';

interface TrackItem extends QuickPickItem {
  readonly checked: CheckedTrack;
}

/** Nothing that costs money is sent: models are listed, and not asked. */
export async function verifyTracks(daemon: DaemonConnection): Promise<void> {
  const title = l10n.t('Dualtrack: verifying tracks');
  const { tracks } = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_progress, cancellation) => daemon.request(methods.verifyTracks, {}, cancellation),
  );
  const failed = tracks.filter(({ outcome }) => outcome === 'failed');
  const summary =
    failed.length === 0
      ? l10n.t('All tracks can be used: {0}', tracks.length)
      : l10n.t('Tracks that failed: {0} of {1}', failed.length, tracks.length);
  const picked = await window.showQuickPick([...tracks].sort(failedFirst).map(toItem), {
    title: l10n.t('Verify Tracks'),
    placeHolder: `${summary}. ${l10n.t('Choose one to read all of it')}`,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked !== undefined) await tellMore(picked.checked);
}

function failedFirst(one: CheckedTrack, other: CheckedTrack): number {
  return Number(other.outcome === 'failed') - Number(one.outcome === 'failed');
}

function toItem(checked: CheckedTrack): TrackItem {
  const { track, baseUrl, provider, simulated, outcome, tookMs } = checked;
  const where = simulated ? l10n.t('simulated') : (baseUrl ?? provider);
  return {
    label: `${icons[outcome]} ${track}`,
    description: `${where} · ${l10n.t('{0} ms', tookMs)}`,
    detail: adviceOf(checked) || (findings(checked)[0] ?? l10n.t('models listed: {0}', checked.models ?? 0)),
    checked,
  };
}

const icons: Readonly<Record<CheckedTrack['outcome'], string>> = {
  fine: '$(pass)',
  unlisted: '$(question)',
  failed: '$(error)',
};

/** What there is to know, the gravest first. */
export function findings({ outcome, trouble, targets }: CheckedTrack): readonly string[] {
  const unlisted =
    outcome === 'unlisted'
      ? [l10n.t('It has no list of models, so its key is not checked. “dualtrack verify --ask” asks.')]
      : [];
  return [...(trouble === null ? [] : [words(trouble)]), ...unlisted, ...targets.flatMap(missing)];
}

function adviceOf({ trouble }: CheckedTrack): string {
  return trouble === null ? '' : failureMessageIn(trouble.advice, said);
}

function words({ message, advice }: Trouble): string {
  return [message, advice]
    .filter((text) => text !== '')
    .map((text) => failureMessageIn(text, said))
    .join(' ');
}

function missing({ target, listed, similar }: CheckedTarget): string[] {
  if (listed !== false) return [];
  return [
    similar === null
      ? l10n.t('{0} is not among its models.', target)
      : l10n.t('{0} is not among its models; there is {1}.', target, similar),
  ];
}

async function tellMore(checked: CheckedTrack): Promise<void> {
  const text = findings(checked).join('\n');
  if (text === '') {
    void window.showInformationMessage(l10n.t('Track {0} can be used.', checked.track));
    return;
  }
  const openSettings = l10n.t('Open Settings');
  const setKey = l10n.t('Set API Key…');
  const copy = l10n.t('Copy');
  const isAboutKey = checked.trouble !== null && keyCauses.has(checked.trouble.cause);
  const actions = isAboutKey ? [setKey, openSettings, copy] : [openSettings, copy];
  const chosen = await window.showWarningMessage(text, ...actions);
  if (chosen === openSettings) await commands.executeCommand('workbench.action.openSettings', 'dualtrack.tracks');
  else if (chosen === setKey) await commands.executeCommand('dualtrack.setApiKey');
  else if (chosen === copy) await env.clipboard.writeText(text);
}

const keyCauses: ReadonlySet<Trouble['cause']> = new Set(['no-key', 'other-vendors-key', 'key']);
