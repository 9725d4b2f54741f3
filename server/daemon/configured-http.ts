/** The HTTP client under the proxy and certificates that are configured now; an editor may change them while requests run. */
import { readFileSync } from 'node:fs';
import type { Configuration } from '../../protocol/configuration.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import { createHttp, type HttpPool } from '../providers/http.ts';
import { ordinaryFile } from './configuration-file.ts';
import type { Log } from './log.ts';

type Network = NonNullable<Configuration['network']>;

/** Requests under way keep the client they began with; its idle connections close by themselves. */
export function createConfiguredHttp(
  configuration: ConfigurationStore,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): HttpPool {
  const make = (network: Network): HttpPool =>
    createHttp({ proxy: network.proxy ?? null, environment, extraCaPem: readCertificates(network.extraCaFile, log) });
  let network = configuration.current().settings.network ?? {};
  let http = make(network);
  configuration.onChange(({ settings }) => {
    const next = settings.network ?? {};
    if (next.proxy === network.proxy && next.extraCaFile === network.extraCaFile) return;
    network = next;
    http = make(next);
  });
  return {
    get waiting() {
      return http.waiting;
    },
    request: (url, request) => http.request(url, request),
    close: () => http.close(),
  };
}

function readCertificates(file: string | undefined, log: Log): string | null {
  if (file === undefined || file === '') return null;
  try {
    ordinaryFile(file);
    return readFileSync(file, 'utf8');
  } catch {
    log.write(
      `network.extraCaFile must be a file that can be read, got ${JSON.stringify(file)}; it is left out`,
      'warn',
    );
    return null;
  }
}
