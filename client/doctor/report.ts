/** What is to be known for a report of a bug, gathered from this process, the files and the daemon, as far as each answers. */
import { readFile } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import type * as z from 'zod';
import type { VerifyReport } from '../../protocol/books.ts';
import type { DaemonReport } from '../../protocol/doctor.ts';
import { type Method, methods } from '../../protocol/methods.ts';
import type { Status } from '../../protocol/status.ts';
import type { CheckedTrack } from '../../protocol/verification.ts';
import { productVersion, protocolVersion } from '../../protocol/version.ts';
import type { Paths } from '../paths.ts';
import { lastErrors } from './last-errors.ts';
import { textWithoutSecrets, valueWithoutSecrets, withoutSecrets } from './without-secrets.ts';

/** The connection to a daemon, of a terminal or of a window. */
export interface AsksDaemon {
  request<Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
  ): Promise<z.output<Result>>;
}

export interface ReportParts {
  readonly paths: Paths;
  /** Rejects with the reason why there is no daemon. */
  readonly daemon: Promise<AsksDaemon>;
  /** Who makes the report, such as `cli` or the editor's name and version. */
  readonly client: string;
  /** Nothing is asked of any upstream. */
  readonly offline: boolean;
}

/** Something that was asked for, or the reason why it could not be had. */
export type Found<Value> = { readonly found: Value } | { readonly missing: string };

export interface DoctorReport {
  readonly client: {
    readonly name: string;
    readonly version: string;
    readonly protocolVersion: number;
    readonly nodeVersion: string;
  };
  readonly system: {
    readonly platform: string;
    readonly release: string;
    readonly arch: string;
    readonly processors: number;
    readonly memoryBytes: number;
  };
  readonly paths: Pick<Paths, 'dataDirectory' | 'configurationFile' | 'socket' | 'logFile'>;
  readonly daemon: Found<Omit<DaemonReport, 'settings'> & Pick<Status, 'daemon' | 'clients' | 'running'>>;
  /** In force where the daemon answers; else the file as it is written. */
  readonly configuration: Found<unknown>;
  readonly problems: readonly string[];
  readonly tracks: Found<readonly CheckedTrack[]>;
  readonly breakers: Status['breakers'];
  readonly limits: Status['limits'];
  readonly ledger: Found<Pick<VerifyReport, 'sound' | 'findings' | 'findingsInAll' | 'totals'>>;
  readonly lastErrors: readonly string[];
}

/** Why a part is missing, as this file words it; what the daemon and its connection say besides is recognised elsewhere. */
export const reportReasons = [
  'not asked, because of --offline',
  'the file cannot be read ({0})',
  'the file is not valid JSON',
] as const;

/** Never rejects: what cannot be had is told in its place. No key, prompt or answer is in it. */
export async function gatherReport({ paths, daemon, client, offline }: ReportParts): Promise<DoctorReport> {
  const reached = await found(daemon);
  const ask = <Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
  ): Promise<Found<z.output<Result>>> =>
    'missing' in reached ? Promise.resolve(reached) : found(reached.found.request(method, params));
  const [status, own] = [await ask(methods.status, {}), await ask(methods.doctor, {})];
  const tracks = offline ? { missing: 'not asked, because of --offline' } : await ask(methods.verifyTracks, {});
  const ledger = await ask(methods.verify, {});
  const { dataDirectory, configurationFile, socket, logFile } = paths;
  const known = 'found' in status ? status.found : null;
  const report: DoctorReport = {
    client: { name: client, version: productVersion, protocolVersion, nodeVersion: process.versions.node },
    system: {
      platform: platform(),
      release: release(),
      arch: arch(),
      processors: cpus().length,
      memoryBytes: totalmem(),
    },
    paths: { dataDirectory, configurationFile, socket, logFile },
    daemon: daemonPart(status, own),
    configuration:
      'found' in own ? { found: withoutSecrets(own.found.settings) } : await found(readWithoutSecrets(paths)),
    problems: (known?.problems ?? []).map(({ message }) => withoutValue(message)),
    tracks: 'found' in tracks ? { found: tracks.found.tracks } : tracks,
    breakers: known?.breakers ?? [],
    limits: known?.limits ?? [],
    ledger: 'found' in ledger ? { found: ledgerPart(ledger.found) } : ledger,
    lastErrors: await lastErrors(logFile),
  };
  // Addresses and what upstreams say may hold what nobody expects there.
  return valueWithoutSecrets(report);
}

async function found<Value>(asked: Promise<Value>): Promise<Found<Value>> {
  try {
    return { found: await asked };
  } catch (error) {
    return { missing: textWithoutSecrets(error instanceof Error ? error.message : String(error)) };
  }
}

function daemonPart(status: Found<Status>, own: Found<DaemonReport>): DoctorReport['daemon'] {
  if ('missing' in status) return status;
  if ('missing' in own) return own;
  const { daemon, clients, running } = status.found;
  const { settings: _, ...figures } = own.found;
  return { found: { daemon, clients, running, ...figures } };
}

function ledgerPart({ sound, findings, findingsInAll, totals }: VerifyReport) {
  return { sound, findings: findings.slice(0, 10), findingsInAll, totals };
}

async function readWithoutSecrets({ configurationFile }: Paths): Promise<unknown> {
  const text = await readFile(configurationFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`the file cannot be read (${error.code})`);
  });
  if (text === null) return withoutSecrets({});
  try {
    return withoutSecrets(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    // The parser's message quotes the text.
    throw new Error('the file is not valid JSON');
  }
}

/** What was refused may be a key in the wrong place: the rule is told, and not the value. */
function withoutValue(message: string): string {
  return textWithoutSecrets(message.replace(/, got .*$/s, ''));
}
