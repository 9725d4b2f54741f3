/** Decides what the one status bar item says, from the daemon's state and the overview. */
import { clientMessageIn } from '../../client/messages.ts';
import { formatBilled, formatNanoUsd } from '../../protocol/money.ts';
import type { DaemonState } from '../../protocol/panel.ts';
import type { Totals } from '../../protocol/spend.ts';
import type { Overview } from '../../protocol/status.ts';
import type { Translate } from '../../protocol/translate.ts';

export interface StatusText {
  readonly text: string;
  readonly accessibilityLabel: string;
  /** Lines of the tooltip, plain text. */
  readonly tooltip: readonly string[];
  /** True only where nothing can be asked: the item turns to the editor's error colour. */
  readonly blocking: boolean;
}

/** `chosen` is this window's profile; `undefined`: the daemon's default. */
export function statusText(
  daemon: DaemonState,
  overview: Overview | undefined,
  chosen: string | undefined,
  t: Translate,
): StatusText {
  if (daemon.state === 'failed') {
    const accessibilityLabel = t('Dualtrack: the daemon cannot be reached');
    const tooltip = [accessibilityLabel, clientMessageIn(daemon.reason, t), t('Click to restart it.')];
    return { text: '$(error) Dualtrack', accessibilityLabel, tooltip, blocking: true };
  }
  const profile = chosen ?? overview?.activeProfile ?? 'Dualtrack';
  if (daemon.state === 'starting') {
    const accessibilityLabel = t('Dualtrack: the daemon is starting');
    return { text: `$(sync~spin) ${profile}`, accessibilityLabel, tooltip: [accessibilityLabel], blocking: false };
  }
  if (daemon.state === 'stopped' && daemon.byPerson === true) {
    return {
      text: `$(circle-slash) ${profile} · ${t('stopped')}`,
      accessibilityLabel: t('Dualtrack: the daemon was stopped'),
      tooltip: [
        t('The daemon was stopped. It starts again when something is asked.'),
        t('Click to switch the routing profile.'),
      ],
      blocking: false,
    };
  }
  if (daemon.state === 'stopped' || overview === undefined) {
    return {
      text: `$(arrow-swap) ${profile}`,
      accessibilityLabel: t('Dualtrack: not started yet'),
      tooltip: [t('The daemon starts when something is asked.'), t('Click to switch the routing profile.')],
      blocking: false,
    };
  }
  const today = todayText(overview.today, t);
  const icon = overview.running.length > 0 ? '$(loading~spin)' : '$(arrow-swap)';
  return {
    text: `${icon} ${profile} · ${today}`,
    accessibilityLabel: t('Dualtrack: profile {0}, {1}', profile, today),
    tooltip: tooltipOf(overview, profile, t),
    blocking: false,
  };
}

/** Real money first; the invented cost of simulated requests is shown apart, and only while there is no other. */
function todayText(today: Totals, t: Translate): string {
  const isAllSimulated = today.simulatedRequests > 0 && today.simulatedRequests === today.requests;
  if (isAllSimulated) return t('{0} simulated today', formatNanoUsd(today.simulatedCostNanoUsd));
  return t('{0} today', formatBilled(today));
}

function tooltipOf(overview: Overview, profile: string, t: Translate): string[] {
  const { today } = overview;
  const summary = overview.profiles.find(({ name }) => name === profile);
  const lines = [
    summary === undefined
      ? t('Profile {0} does not exist; choose another.', profile)
      : t(
          'Profile {0}: {1}',
          profile,
          summary.description === '' ? summary.targets.join(', ') : t(summary.description),
        ),
    t('Today: {0} (requests: {1})', formatBilled(today), realRequests(today)),
  ];
  if (today.unknownCost > 0) lines.push(t('Attempts with unknown cost: {0}', today.unknownCost));
  if (today.simulatedRequests > 0) {
    const cost = formatNanoUsd(today.simulatedCostNanoUsd);
    lines.push(t('Simulated, not money: {0} (requests: {1})', cost, today.simulatedRequests));
  }
  if (overview.running.length > 0) lines.push(t('Running now: {0}', overview.running.length));
  for (const { source, message } of overview.problems) {
    const isSetting = source === 'file' || source === 'settings';
    lines.push(isSetting ? t('Setting refused: {0}', message) : message);
  }
  lines.push(t('Click to switch the routing profile.'));
  return lines;
}

function realRequests(today: Totals): number {
  return today.requests - today.simulatedRequests;
}
