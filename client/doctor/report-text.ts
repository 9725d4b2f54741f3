/** A report of a bug as text that can be pasted anywhere, in the reader's language; names and values are those of the program. */
import { homedir } from 'node:os';
import { failureMessageIn } from '../../protocol/failure-messages.ts';
import { commaList } from '../../protocol/joined.ts';
import { formatBilled } from '../../protocol/money.ts';
import { problemMessageIn } from '../../protocol/problem-messages.ts';
import { recognisedIn, type Translate } from '../../protocol/translate.ts';
import type { CheckedTrack } from '../../protocol/verification.ts';
import { breakerText, limitText } from '../standing-text.ts';
import { type DoctorReport, type Found, reportReasons } from './report.ts';

/** The home folder is written `~`: it often is a person's name. */
export function reportText(report: DoctorReport, t: Translate, home = homedir()): string {
  const { client, system, paths, breakers, limits } = report;
  const { version, protocolVersion, name, nodeVersion } = client;
  const machine = `${system.platform} ${system.release} ${system.arch}`;
  const standing = [...breakers.map((one) => breakerText(one, t)), ...limits.map((one) => limitText(one, t))];
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      t('versions'),
      [
        t('dualtrack {0} (protocol {1}), reported by {2} on Node {3}', version, protocolVersion, name, nodeVersion),
        t('{0}, {1} processors, {2} MB', machine, system.processors, megabytes(system.memoryBytes)),
      ],
    ],
    [
      t('paths'),
      [
        t('{0}: {1}', t('data'), paths.dataDirectory),
        t('{0}: {1}', t('configuration'), paths.configurationFile),
        t('{0}: {1}', t('socket'), paths.socket),
        t('{0}: {1}', t('log'), paths.logFile),
      ],
    ],
    [t('daemon'), daemonLines(report, t)],
    [
      t('problems'),
      orNone(
        report.problems.map((problem) => problemMessageIn(problem, t)),
        t,
      ),
    ],
    [
      t('tracks'),
      lines(report.tracks, t, (tracks) =>
        orNone(
          tracks.flatMap((track) => trackLines(track, t)),
          t,
        ),
      ),
    ],
    [t('breakers and limits'), orNone(standing, t)],
    [t('ledger'), ledgerLines(report, t)],
    [t('last warnings and errors'), orNone(report.lastErrors, t)],
    [t('configuration'), lines(report.configuration, t, (settings) => JSON.stringify(settings, null, 2).split('\n'))],
  ];
  const text = sections.map(([title, body]) => [`# ${title}`, ...body].join('\n')).join('\n\n');
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}

function lines<Value>(part: Found<Value>, t: Translate, write: (value: Value) => readonly string[]): readonly string[] {
  return 'found' in part ? write(part.found) : [t('not known: {0}', reasonIn(part.missing, t))];
}

function reasonIn(missing: string, t: Translate): string {
  const said = recognisedIn(missing, reportReasons, t);
  return said === missing ? failureMessageIn(missing, t) : said;
}

function orNone(written: readonly string[], t: Translate): readonly string[] {
  return written.length === 0 ? [t('none')] : written;
}

function daemonLines({ daemon }: DoctorReport, t: Translate): readonly string[] {
  if ('missing' in daemon) return [t('NOT REACHED: {0}', reasonIn(daemon.missing, t))];
  const { clients, running, uptimeMs, residentBytes, heapUsedBytes, nodeVersion, secretNames } = daemon.found;
  const { version, protocolVersion, pid, configurationFile } = daemon.found.daemon;
  const names = clients.map(({ kind, name }) => `${name} (${kind})`);
  const upForS = (uptimeMs / 1000).toFixed(0);
  return [
    t('{0} (protocol {1}), process {2}, Node {3}', version, protocolVersion, pid, nodeVersion),
    t('up for {0} s; memory {1} MB, heap {2} MB', upForS, megabytes(residentBytes), megabytes(heapUsedBytes)),
    t('clients: {0}; requests running: {1}', commaList(names, t), running.length),
    t('keys lent by editors: {0}', commaList(secretNames, t) || t('none')),
    t('{0}: {1}', t('configuration'), configurationFile ?? t('none; the built-in one')),
  ];
}

function trackLines(checked: CheckedTrack, t: Translate): readonly string[] {
  const { track, provider, baseUrl, outcome, tookMs, models, trouble } = checked;
  const named = `${track} (${[provider, baseUrl].filter((part) => part !== null).join(', ')})`;
  const heading = t('{0}: {1}, models: {2}, {3} ms', named, outcome, models ?? '?', tookMs.toFixed(0));
  if (trouble === null) return [heading];
  const { cause, message, advice } = trouble;
  const told = t('{0} {1}', failureMessageIn(message, t), failureMessageIn(advice, t)).trimEnd();
  return [heading, `    ${t('{0}: {1}', cause, told)}`];
}

function ledgerLines({ ledger }: DoctorReport, t: Translate): readonly string[] {
  return lines(ledger, t, ({ sound, findings, findingsInAll, totals }) => {
    const billed = formatBilled(totals);
    const sum =
      totals.attempts === 1
        ? t('1 attempt, billed {0}', billed)
        : t('{0} attempts, billed {1}', totals.attempts, billed);
    return [
      sound ? t('sound; {0}', sum) : t('NOT SOUND, findings: {0}; {1}', findingsInAll, sum),
      ...findings.map(({ kind, message }) => t('{0}: {1}', kind, problemMessageIn(message, t))),
    ];
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
