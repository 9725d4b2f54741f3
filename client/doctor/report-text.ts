/** A report of a bug as text that can be pasted anywhere. */
import { homedir } from 'node:os';
import { formatSum } from '../../protocol/money.ts';
import type { CheckedTrack } from '../../protocol/verification.ts';
import type { DoctorReport, Found } from './report.ts';

/** The home folder is written `~`: it often is a person's name. */
export function reportText(report: DoctorReport, home = homedir()): string {
  const { client, system, paths } = report;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      'versions',
      [
        `dualtrack ${client.version} (protocol ${client.protocolVersion}), reported by ${client.name} on Node ${client.nodeVersion}`,
        `${system.platform} ${system.release} ${system.arch}, ${system.processors} processors, ${megabytes(system.memoryBytes)}`,
      ],
    ],
    [
      'paths',
      [
        `data           ${paths.dataDirectory}`,
        `configuration  ${paths.configurationFile}`,
        `socket         ${paths.socket}`,
        `log            ${paths.logFile}`,
      ],
    ],
    ['daemon', daemonLines(report)],
    ['problems', orNone(report.problems)],
    ['tracks', lines(report.tracks, (tracks) => orNone(tracks.flatMap(trackLines)))],
    ['breakers and limits', orNone([...breakerLines(report), ...limitLines(report)])],
    ['ledger', ledgerLines(report)],
    ['last warnings and errors', orNone(report.lastErrors)],
    ['configuration', lines(report.configuration, (settings) => JSON.stringify(settings, null, 2).split('\n'))],
  ];
  const text = sections.map(([title, body]) => [`# ${title}`, ...body].join('\n')).join('\n\n');
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}

function lines<Value>(part: Found<Value>, write: (value: Value) => readonly string[]): readonly string[] {
  return 'found' in part ? write(part.found) : [`not known: ${part.missing}`];
}

function orNone(written: readonly string[]): readonly string[] {
  return written.length === 0 ? ['none'] : written;
}

function daemonLines({ daemon }: DoctorReport): readonly string[] {
  if ('missing' in daemon) return [`NOT REACHED: ${daemon.missing}`];
  const {
    daemon: who,
    clients,
    running,
    uptimeMs,
    residentBytes,
    heapUsedBytes,
    nodeVersion,
    secretNames,
  } = daemon.found;
  const names = clients.map(({ kind, name }) => `${name} (${kind})`);
  return [
    `${who.version} (protocol ${who.protocolVersion}), process ${who.pid}, Node ${nodeVersion}`,
    `up for ${(uptimeMs / 1000).toFixed(0)} s; memory ${megabytes(residentBytes)}, heap ${megabytes(heapUsedBytes)}`,
    `clients: ${names.join(', ')}; requests running: ${running.length}`,
    `reads ${who.configurationFile ?? 'no configuration file'}; keys lent by editors: ${secretNames.join(', ') || 'none'}`,
  ];
}

function trackLines({ track, provider, baseUrl, outcome, tookMs, models, trouble }: CheckedTrack): readonly string[] {
  const heading = `${track} (${[provider, baseUrl].filter((part) => part !== null).join(', ')}): ${outcome}, ${models ?? 'no'} models, ${tookMs.toFixed(0)} ms`;
  return trouble === null
    ? [heading]
    : [heading, `    ${trouble.cause}: ${trouble.message} ${trouble.advice}`.trimEnd()];
}

function breakerLines({ breakers }: DoctorReport): readonly string[] {
  return breakers.map(({ target, state, trips, lastTrip }) => {
    const last = lastTrip === null ? '' : `, last at ${lastTrip.at}: ${lastTrip.reason}`;
    return `${target}: ${state}, ${trips} trips${last}`;
  });
}

function limitLines({ limits }: DoctorReport): readonly string[] {
  const level = (name: string, one: { capacity: number; available: number } | null) =>
    one === null ? [] : [`${Math.floor(one.available)} of ${one.capacity} ${name} a minute`];
  return limits.map(({ track, requests, tokens, running, waiting, pausedForMs }) =>
    [
      ...[
        `${track}: ${running} running`,
        `${waiting} waiting`,
        ...level('requests', requests),
        ...level('tokens', tokens),
      ],
      ...(pausedForMs > 0 ? [`paused for ${(pausedForMs / 1000).toFixed(1)} s`] : []),
    ].join(', '),
  );
}

function ledgerLines({ ledger }: DoctorReport): readonly string[] {
  return lines(ledger, ({ sound, findings, findingsInAll, totals }) => [
    `${sound ? 'sound' : `NOT SOUND, ${findingsInAll} findings`}; ${totals.attempts} attempts, billed ${formatSum(totals.billedCostNanoUsd, totals.unknownCost)}`,
    ...findings.map(({ kind, message }) => `${kind}: ${message}`),
  ]);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
