/** `dualtrack status`: the daemon, its configuration, and what is wrong with it. */
import { breakerText, limitText } from '../client/standing-text.ts';
import { commaList } from '../protocol/joined.ts';
import { methods } from '../protocol/methods.ts';
import { problemMessageIn } from '../protocol/problem-messages.ts';
import type { Status } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { pad } from './table.ts';

export interface StatusOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Problems go to standard error: they are warnings, and the rest of the configuration works. */
export async function printStatus(options: StatusOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const status = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.status, {}, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(status) : statusText(status, t)}\n`);
  warnOf(status.problems, t);
}

/** To standard error, a line each. */
export function warnOf(problems: Status['problems'], t: Translate): void {
  for (const { message } of problems) process.stderr.write(`${t('warning: {0}', problemMessageIn(message, t))}\n`);
}

function statusText(status: Status, t: Translate): string {
  const { daemon, clients, activeProfile, profiles, tracks, running, breakers, limits, gateway } = status;
  const requests = running.map(({ requestId, target }) => t('{0} at {1}', requestId, target ?? '?'));
  const profileNames = profiles.map(({ name }) => (name === activeProfile ? t('{0} (active)', name) : name));
  const active = profiles.find(({ name }) => name === activeProfile);
  const trackNames = tracks.map(({ name, baseUrl }) => (baseUrl === null ? name : t('{0} ({1})', name, baseUrl)));
  const lines: readonly (readonly [string, string])[] = [
    [t('daemon'), t('{0}, process {1}, since {2}', daemon.version, daemon.pid, daemon.startedAt)],
    [t('data'), daemon.dataDirectory],
    [t('configuration'), daemon.configurationFile ?? t('none; the built-in one')],
    [
      t('clients'),
      commaList(
        clients.map(({ name }) => name),
        t,
      ),
    ],
    [t('tracks'), commaList(trackNames, t)],
    [t('profiles'), commaList(profileNames, t)],
    ...(active === undefined
      ? []
      : [[t('active profile'), t('{0}: {1}', activeProfile, aboutProfile(active, t))] as const]),
    [t('running'), running.length === 0 ? t('nothing') : commaList(requests, t)],
    [t('gateway'), gateway.url ?? (gateway.problem === null ? t('off') : problemMessageIn(gateway.problem, t))],
    ...breakers.map((breaker) => [t('breaker'), breakerText(breaker, t)] as const),
    ...limits.map((limit) => [t('limits'), limitText(limit, t)] as const),
  ];
  return lines.map(([name, text]) => `${pad(name, nameWidth)}${text}`).join('\n');
}

/** A built-in profile is described in the reader's language; what a person wrote stays as it is. */
function aboutProfile({ description, strategy, targets }: Status['profiles'][number], t: Translate): string {
  return description === '' ? t('{0} over {1} targets', strategy, targets.length) : t(description);
}

const nameWidth = 15;
