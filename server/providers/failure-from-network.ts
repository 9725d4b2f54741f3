/** From an error of the connection to a `RequestError` in plain words; knows when this machine itself is offline. */
import type { NetworkInterfaceInfo } from 'node:os';
import { isLoopback } from '../loopback.ts';
import { RequestError } from '../request-error.ts';
import type { AskedOf } from './failure-from-response.ts';

export type NetworkInterfaces = () => Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** What the codes of Node and undici mean, for people. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ECONNABORTED: 'connection aborted',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'the name server did not answer',
  ETIMEDOUT: 'connecting took too long',
  UND_ERR_CONNECT_TIMEOUT: 'connecting took too long',
  UND_ERR_SOCKET: 'connection closed before the answer',
  UND_ERR_HEADERS_OVERFLOW: 'the answer has too many headers',
  ANSWER_TOO_LARGE: 'the answer is larger than is ever read',
  ENETUNREACH: 'network unreachable',
  ENETDOWN: 'network down',
  EHOSTUNREACH: 'host unreachable',
  EADDRNOTAVAIL: 'no local address available',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed (network.extraCaFile can name its authority)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain is self-signed (network.extraCaFile can name its authority)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified (network.extraCaFile can name its authority)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate cannot be verified (network.extraCaFile can name its authority)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'no TLS is spoken there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no TLS is spoken there',
};

const unreachable = new Set(['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);

/**
 * Any error of connecting, sending or receiving. `offline` when the network is unreachable or no interface but
 * loopback is up, and the upstream is not on this machine; `timeout` when connecting took too long; else
 * `network`.
 */
export function failureFromNetwork(error: unknown, from: AskedOf, interfaces: NetworkInterfaces): RequestError {
  const code = errorCode(error);
  if (isElsewhere(from) && (code === 'ENETUNREACH' || code === 'ENETDOWN' || !hasNetwork(interfaces)))
    return offline(from, error, code);
  // A clock ran out, which another try here would only repeat.
  const kind = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' ? 'timeout' : 'network';
  const what = (code !== null && words[code]) || `the connection failed${code === null ? '' : ` (${code})`}`;
  const hint = code !== null && unreachable.has(code) ? ' Check the network or the proxy.' : '';
  return new RequestError(kind, `${from.target}: ${what} at ${withoutSecrets(from.baseUrl)}.${hint}`, {
    target: from.target,
    cause: error,
    // Names are looked up nearby: the target was not even found, which says nothing of it.
    blameless: code === 'EAI_AGAIN',
  });
}

/** Why we stopped waiting for an upstream: what looks like its silence is our own where this machine has no network. */
export function failureFromSilence(error: RequestError, from: AskedOf, interfaces: NetworkInterfaces): RequestError {
  const isSilence = error.kind === 'timeout' || error.kind === 'truncated';
  return isSilence && isElsewhere(from) && !hasNetwork(interfaces) ? offline(from, error, null) : error;
}

function offline(from: AskedOf, cause: unknown, code: string | null): RequestError {
  const message = `${from.target}: this machine has no network (${code ?? 'no interface is up'}).`;
  return new RequestError('offline', message, { target: from.target, cause });
}

function isElsewhere({ baseUrl }: AskedOf): boolean {
  return !isLoopback(new URL(baseUrl).hostname);
}

function hasNetwork(interfaces: NetworkInterfaces): boolean {
  return Object.values(interfaces()).some((addresses) => (addresses ?? []).some(leadsElsewhere));
}

/** An interface gives itself an address of its own link; only another one leads anywhere. */
function leadsElsewhere({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !/^(fe[89ab][\da-f]:|169\.254\.)/i.test(address);
}

/** The system's or undici's code, however deep it stands; several addresses tried at once fail together: the first that names a reason counts. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string' && error.code !== 'UND_ERR_SOCKET') return error.code;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  const codes = inner.map(errorCode).filter((code) => code !== null);
  return codes[0] ?? ('code' in error && typeof error.code === 'string' ? error.code : null);
}

/** The host that the system says it could not find or reach, such as a proxy's; `null`: it names none. */
export function failedHost(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('hostname' in error && typeof error.hostname === 'string') return error.hostname;
  if ('address' in error && typeof error.address === 'string') return error.address;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return inner.map(failedHost).find((host) => host !== null) ?? null;
}

function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/$/, '');
}
