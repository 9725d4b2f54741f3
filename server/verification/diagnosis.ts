/** From what was seen of a failure to its cause and what to do about it. Pure. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { ProviderKind } from '../../protocol/track-configuration.ts';
import type { Trouble, troubleCauses } from '../../protocol/verification.ts';

export interface Symptoms {
  readonly track: string;
  readonly provider: ProviderKind;
  readonly baseUrl: string;
  /** Where a Vertex AI track computes. */
  readonly location: string | null;
  readonly kind: FailureKind;
  readonly status: number | null;
  /** The failure in words. */
  readonly message: string;
  /** Codes and reasons of the upstream's error, in small letters. */
  readonly words: readonly string[];
  /** Of the system, such as `ECONNREFUSED`; `null`: the connection stood. */
  readonly code: string | null;
  /** The host the system speaks of, where it names one. */
  readonly failedHost: string | null;
  /** Whose shape the key has, where it is not that of the track's vendor; `null`: it fits, or is not told. */
  readonly keyOf: string | null;
  readonly hasKey: boolean;
  /** A base URL near the configured one at which the models are listed. */
  readonly betterBaseUrl: string | null;
  /** This machine's clock minus the upstream's, in milliseconds; `null`: not told. */
  readonly clockAheadMs: number | null;
  /** The host of the proxy that is asked first. */
  readonly proxyHost: string | null;
}

type Cause = (typeof troubleCauses)[number];
type Finding = readonly [Cause, string];

export function diagnose(symptoms: Symptoms): Trouble {
  const [cause, advice] = findingOf(symptoms);
  const { kind, status, message } = symptoms;
  return { cause, status, kind, message, advice };
}

/** What was tried and worked stands above what is inferred; what never reached the upstream above what it said. */
function findingOf(symptoms: Symptoms): Finding {
  const { track, betterBaseUrl } = symptoms;
  if (betterBaseUrl !== null)
    return ['base-url', `Set tracks.${track}.baseUrl to ${betterBaseUrl}: there the models are listed.`];
  return connectionFinding(symptoms) ?? refusalFinding(symptoms) ?? ['other', ''];
}

const certificateCodes: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'early',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-host',
};

const certificateAdvice: Readonly<Record<string, string>> = {
  expired: "The server's certificate must be renewed, or this machine's clock is wrong.",
  early: "The certificate is not valid yet: check this machine's clock.",
  unknown:
    'Nobody this machine trusts vouches for the certificate. If it is your own or that of a proxy which reads TLS, name its authority in network.extraCaFile.',
  'other-host': 'The certificate is of another host: check the host name in the base URL.',
};

const noTls = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);
const noName = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const tooLong = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** `null`: the upstream answered. */
function connectionFinding(symptoms: Symptoms): Finding | null {
  const { kind, code, baseUrl, failedHost, proxyHost } = symptoms;
  const host = new URL(baseUrl).hostname;
  if (kind === 'offline') return ['offline', 'Connect this machine to a network, or check its proxy.'];
  if (code === 'UND_ERR_ABORTED' && proxyHost !== null)
    return ['proxy', `The proxy ${proxyHost} does not let the request through: check its address, login and rules.`];
  if (code === null) return kind === 'timeout' ? ['connection', silence(proxyHost, host)] : null;
  const certificate = certificateCodes[code];
  if (certificate !== undefined) return ['certificate', certificateAdvice[certificate] ?? ''];
  if (noTls.has(code)) return ['base-url', 'No TLS is spoken there: check the port, or whether it must be http.'];
  if (proxyHost !== null && failedHost === proxyHost)
    return ['proxy', `It is the proxy ${proxyHost} that cannot be reached: check network.proxy, or HTTPS_PROXY.`];
  if (noName.has(code))
    return ['host-name', `Nobody knows the host ${host}: check the base URL, the network, or the VPN.`];
  if (code === 'ECONNREFUSED')
    return ['connection', `Nothing listens at ${new URL(baseUrl).host}: check the port, and that the server runs.`];
  if (tooLong.has(code)) return ['connection', silence(proxyHost, host)];
  return ['connection', proxyHost === null ? '' : `The proxy ${proxyHost} stands between: check what it lets through.`];
}

function silence(proxyHost: string | null, host: string): string {
  const proxy = proxyHost === null ? 'a proxy is needed (network.proxy)' : `the proxy ${proxyHost} lets it through`;
  return `${host} does not answer: check whether a firewall drops the connection, or ${proxy}.`;
}

/** What the upstream said. */
function refusalFinding(symptoms: Symptoms): Finding | null {
  switch (symptoms.kind) {
    case 'auth':
      return keyFinding(symptoms);
    case 'no-such-model':
      return missingFinding(symptoms);
    case 'rate-limited':
      return [
        'quota',
        'The track is over its limit now: wait, raise the quota at the vendor, or lower limits of the track.',
      ];
    case 'network':
      return notTheApi;
    case 'overloaded':
      // It answered without a complaint, and with something else than asked for.
      if (symptoms.status === null) return notTheApi;
      return ['upstream', 'It is the upstream that fails: try again later.'];
    case 'timeout':
      return ['upstream', 'It is the upstream that fails: try again later.'];
    default:
      return null;
  }
}

const notTheApi: Finding = ['base-url', 'What answers there is not the API: check the base URL.'];

const mostClockAheadMs = 5 * 60_000;

function keyFinding(symptoms: Symptoms): Finding {
  const { provider, status, words, keyOf, hasKey, clockAheadMs } = symptoms;
  const says = (word: string) => words.includes(word);
  if (status === 402 || says('billing_disabled') || says('billing_error') || says('insufficient_quota'))
    return ['account', 'The account needs credit, or its billing is off.'];
  if (says('service_disabled')) return ['api-disabled', ''];
  // Only Google's tokens are signed with a time: to a key, the clock means nothing.
  if (provider === 'vertex' && clockAheadMs !== null && Math.abs(clockAheadMs) > mostClockAheadMs)
    return ['clock', clockAdvice(clockAheadMs)];
  // What to do about these, the failure's own words say.
  if (provider === 'vertex') return [status === 403 ? 'role' : 'login', ''];
  if (!hasKey) return ['no-key', ''];
  if (keyOf !== null) return ['other-vendors-key', ''];
  if (status === 403) return ['role', 'The key is known and may not do this: check what it is allowed to.'];
  return ['key', ''];
}

function clockAdvice(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const way = aheadMs > 0 ? 'ahead of' : 'behind';
  return `This machine's clock is ${minutes} minutes ${way} the upstream's: set it, and tokens are taken again.`;
}

function missingFinding({ provider, location, status, track }: Symptoms): Finding {
  if (status !== null && status >= 300 && status < 400)
    return ['base-url', `Set tracks.${track}.baseUrl to where it redirects.`];
  if (provider === 'vertex')
    return ['region', `The model may not be offered in ${location ?? 'this location'}: try another, such as "global".`];
  return ['model', 'Check the name of the model (upstreamName) against the models that are listed.'];
}
