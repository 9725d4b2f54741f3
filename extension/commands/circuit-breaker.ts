/** Acts on circuit breakers: closes them, makes the next attempt a probe, holds targets out of service, puts them back. */
import { l10n, type QuickPickItem, window } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import { type BreakerStatus, breakerActions } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';

interface TargetItem extends QuickPickItem {
  readonly targets: string[] | 'all';
}

interface ActionItem extends QuickPickItem {
  readonly action: (typeof breakerActions)[number];
}

/** What a key binding may pass: then nothing is asked. */
const argumentsSchema = z
  .object({ target: z.string(), action: z.enum(breakerActions) })
  .nullable()
  .catch(null);

export async function actOnCircuitBreaker(daemon: DaemonConnection, given: unknown): Promise<void> {
  const wanted = argumentsSchema.parse(given);
  if (wanted !== null) {
    await act(daemon, wanted.action, [wanted.target]);
    return;
  }
  const target = await window.showQuickPick(targetItems(daemon), {
    title: l10n.t('Circuit Breaker…'),
    placeHolder: l10n.t('Which target?'),
    matchOnDescription: true,
  });
  if (target === undefined) return;
  const chosen = await window.showQuickPick(actionItems(), { title: target.label });
  if (chosen === undefined) return;
  await act(daemon, chosen.action, target.targets);
}

async function act(
  daemon: DaemonConnection,
  action: ActionItem['action'],
  targets: TargetItem['targets'],
): Promise<void> {
  const { breakers } = await daemon.request(methods.breaker, { action, targets });
  const refused = breakers.filter(({ done }) => !done).map((breaker) => breaker.target);
  if (refused.length > 0)
    void window.showWarningMessage(l10n.t('Still held out of service: {0}. Put them back first.', refused.join(', ')));
  else void window.showInformationMessage(l10n.t('Done: {0}', breakers.map(stateOf).join(', ')));
}

async function targetItems(daemon: DaemonConnection): Promise<TargetItem[]> {
  const [{ targets }, { breakers }] = await Promise.all([
    daemon.request(methods.targets, {}),
    daemon.request(methods.status, {}),
  ]);
  const known = new Map(breakers.map((breaker) => [breaker.target, breaker]));
  const items = targets.map(({ target }): TargetItem => {
    const breaker = known.get(target);
    return {
      label: target,
      description: breaker === undefined ? l10n.t('not tried yet') : describe(breaker),
      targets: [target],
    };
  });
  return [...items, { label: l10n.t('All targets'), targets: 'all' }];
}

function describe({ state, reopensInMs, trips }: BreakerStatus): string {
  const marks = [
    stateNames()[state],
    ...(reopensInMs === null ? [] : [l10n.t('probed in {0} s', Math.ceil(reopensInMs / 1000))]),
    ...(trips === 0 ? [] : [l10n.t('trips: {0}', trips)]),
  ];
  return marks.join(' · ');
}

function stateOf({ target, state }: BreakerStatus): string {
  return `${target} ${stateNames()[state]}`;
}

function stateNames(): Readonly<Record<BreakerStatus['state'], string>> {
  return {
    closed: said('closed'),
    open: said('open'),
    'half-open': said('half-open'),
    disabled: l10n.t('out of service'),
  };
}

function actionItems(): ActionItem[] {
  return [
    { action: 'reset', label: l10n.t('Reset'), detail: l10n.t('Close it and forget the failures it counted') },
    {
      action: 'probe',
      label: l10n.t('Probe'),
      detail: l10n.t('Let the next attempt through, to see whether the target is back'),
    },
    {
      action: 'disable',
      label: l10n.t('Hold Out'),
      detail: l10n.t('No attempt is made there until it is put back'),
    },
    { action: 'enable', label: l10n.t('Put Back'), detail: l10n.t('Into service again, with a clean slate') },
  ];
}
