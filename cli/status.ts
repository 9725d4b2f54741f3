/** `dualtrack status`: the daemon, its configuration, and what is wrong with it. */
import { methods } from '../protocol/methods.ts';
import type { LimitStatus, Status } from '../protocol/status.ts';
import { breakerText } from './breaker.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';

export interface StatusOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Problems go to standard error: they are warnings, and the rest of the configuration works. */
export async function printStatus(options: StatusOptions, interrupted: AbortSignal): Promise<void> {
  const status = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.status, {}, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(status) : statusText(status)}\n`);
  warnOf(status.problems);
}

/** To standard error, a line each. */
export function warnOf(problems: Status['problems']): void {
  for (const { message } of problems) process.stderr.write(`warning: ${message}\n`);
}

export function statusText({
  daemon,
  clients,
  activeProfile,
  profiles,
  tracks,
  running,
  breakers,
  limits,
  gateway,
}: Status): string {
  return [
    `daemon         ${daemon.version}, process ${daemon.pid}, since ${daemon.startedAt}`,
    `data           ${daemon.dataDirectory}`,
    `configuration  ${daemon.configurationFile ?? 'none; the built-in one'}`,
    `clients        ${clients.map(({ name }) => name).join(', ')}`,
    `tracks         ${tracks.map(({ name, baseUrl }) => (baseUrl === null ? name : `${name} (${baseUrl})`)).join(', ')}`,
    `profiles       ${profiles.map(({ name }) => (name === activeProfile ? `${name} (active)` : name)).join(', ')}`,
    `running        ${running.length === 0 ? 'nothing' : running.map(({ requestId, target }) => `${requestId} at ${target ?? '?'}`).join(', ')}`,
    `gateway        ${gateway.url ?? gateway.problem ?? 'off'}`,
    ...breakers.map((breaker) => `breaker        ${breakerText(breaker)}`),
    ...limits.map((limit) => `limits         ${limitText(limit)}`),
  ].join('\n');
}

function limitText({ track, requests, tokens, running, waiting, pausedForMs }: LimitStatus): string {
  const levels = [
    ...(requests === null ? [] : [`${Math.floor(requests.available)} of ${requests.capacity} requests a minute left`]),
    ...(tokens === null ? [] : [`${Math.floor(tokens.available)} of ${tokens.capacity} tokens a minute left`]),
    `${running} running`,
    `${waiting} waiting`,
    ...(pausedForMs > 0 ? [`paused for ${(pausedForMs / 1000).toFixed(1)} s`] : []),
  ];
  return `${track}: ${levels.join(', ')}`;
}
