/**
 * Access tokens for Vertex AI: cached, made anew before they end, one refresh at a time for all requests that wait for
 * it. Held in memory only.
 */
import { join } from 'node:path';
import type { KeyReference } from '../../protocol/key-reference.ts';
import type { Clock } from '../clock.ts';
import { orAborted } from '../or-aborted.ts';
import { RequestError } from '../request-error.ts';
import type { GoogleProject, Track } from '../routing/target.ts';
import { failureFromNetwork, type NetworkInterfaces } from './failure-from-network.ts';
import { type AccountFile, openAccount, readAccountFile } from './google-account.ts';
import { loginCommand, tokenFailure } from './google-token-failure.ts';
import type { Http } from './http.ts';
import type { Keys } from './keys.ts';

/** What a request carries; the same object as long as the token is the same. */
export type TokenHeaders = Readonly<Record<string, string>>;

export interface GoogleCredentials {
  /** Throws `RequestError`: `auth` that says what to run, or what the network or the token service failed with. */
  headers(track: Track, signal: AbortSignal): Promise<TokenHeaders>;
  /** The upstream refused these headers: the next ones are made anew, unless they have been already. */
  refused(track: Track, headers: TokenHeaders): Promise<void>;
}

export interface GoogleCredentialsParts {
  readonly http: Http;
  readonly clock: Clock;
  readonly networkInterfaces: NetworkInterfaces;
  readonly keys: Pick<Keys, 'read' | 'forget'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `os.homedir()` */
  readonly homeFolder: string;
  /** `process.platform` */
  readonly platform: string;
  /** Rejects where there is no such file. */
  readonly readFile: (path: string) => Promise<string>;
  /** Whether this machine has an account of its own, see `isGooglesMachine`. */
  readonly hasMachineAccount: () => Promise<boolean>;
}

/** A token service that takes longer is not waited for. */
const longestRefreshMs = 15_000;
/** Made anew this long before its end, or at half of a short life. */
const earlyMs = 300_000;
/** Where the failures of getting a token are placed. */
const tokenService = 'https://oauth2.googleapis.com';

interface Token {
  readonly headers: TokenHeaders;
  readonly refreshAtMs: number;
  /** Epoch milliseconds. */
  readonly endsAtMs: number;
}

export function createGoogleCredentials(parts: GoogleCredentialsParts): GoogleCredentials {
  const { clock, keys } = parts;
  /** By what the configuration says of the credentials: tracks of one account share its token. */
  const held = new Map<string, Token>();
  const running = new Map<string, Promise<Token>>();

  async function headers(track: Track, signal: AbortSignal): Promise<TokenHeaders> {
    const { credentials } = googleOf(track);
    if (isToken(credentials)) {
      const token = await keys.read(credentials.token, fieldOf(track, 'token'), signal, track.baseUrl);
      return { authorization: `Bearer ${token}` };
    }
    const account = JSON.stringify(credentials);
    const current = held.get(account);
    if (current !== undefined && clock.epochMs() < current.refreshAtMs) return current.headers;
    try {
      return (await orAborted(running.get(account) ?? refresh(account, track), signal)).headers;
    } catch (error) {
      // The old one is good until its end, whatever becomes of the next.
      if (!signal.aborted && current !== undefined && clock.epochMs() < current.endsAtMs) return current.headers;
      throw error;
    }
  }

  function refresh(account: string, track: Track): Promise<Token> {
    const refreshing = makeToken(track, parts)
      .then((token) => {
        held.set(account, token);
        return token;
      })
      .finally(() => running.delete(account));
    // Whoever waits for it hears of a failure; nobody may wait any more.
    refreshing.catch(() => {});
    running.set(account, refreshing);
    return refreshing;
  }

  async function refused(track: Track, refusedHeaders: TokenHeaders): Promise<void> {
    const { credentials } = googleOf(track);
    if (isToken(credentials)) {
      await keys.forget(credentials.token, (refusedHeaders.authorization ?? '').replace(/^Bearer /, ''));
      return;
    }
    const account = JSON.stringify(credentials);
    if (held.get(account)?.headers === refusedHeaders) held.delete(account);
  }

  return { headers, refused };
}

function googleOf(track: Track): GoogleProject {
  if (track.google !== null) return track.google;
  throw new RequestError('invalid-request', `tracks.${track.name}.project must be set for Vertex AI, got none.`);
}

function isToken(credentials: GoogleProject['credentials']): credentials is { token: KeyReference } {
  return typeof credentials === 'object' && 'token' in credentials;
}

function fieldOf(track: Track, kind: string): string {
  return `tracks.${track.name}.credentials${kind === '' ? '' : `.${kind}`}`;
}

async function makeToken(track: Track, parts: GoogleCredentialsParts): Promise<Token> {
  const { clock, http, networkInterfaces } = parts;
  const field = fieldOf(track, '');
  const stop = new AbortController();
  const tooLong = new RequestError('timeout', `${field}: no access token within ${longestRefreshMs / 1000} s.`);
  const cancel = clock.after(longestRefreshMs, () => stop.abort(tooLong));
  const from = { target: track.name, baseUrl: tokenService, key: null };
  const guarded: Http = {
    ...http,
    request: (url, request) =>
      http.request(url, request).catch((error: unknown) => {
        if (error instanceof RequestError) throw error;
        throw failureFromNetwork(error, { ...from, baseUrl: url.origin }, networkInterfaces);
      }),
  };
  let file: AccountFile | null = null;
  try {
    file = await orAborted(findFile(track, parts), stop.signal);
    const client = await openAccount(file, guarded, stop.signal);
    const found = await orAborted(client.getRequestHeaders(), stop.signal);
    const nowMs = clock.epochMs();
    const endsAtMs = client.credentials.expiry_date ?? nowMs + earlyMs;
    const refreshAtMs = Math.max(endsAtMs - earlyMs, nowMs + (endsAtMs - nowMs) / 2);
    return { headers: Object.fromEntries(found), endsAtMs, refreshAtMs };
  } catch (error) {
    throw tokenFailure(error, file, field);
  } finally {
    cancel();
  }
}

/** The configured key file, or what application default credentials are by Google's own order; `null`: the machine's own account. */
async function findFile(track: Track, parts: GoogleCredentialsParts): Promise<AccountFile | null> {
  const { credentials } = googleOf(track);
  if (typeof credentials === 'object' && 'serviceAccountFile' in credentials)
    return readAccount(credentials.serviceAccountFile, fieldOf(track, 'serviceAccountFile'), parts);
  const named = parts.environment.GOOGLE_APPLICATION_CREDENTIALS;
  if (named) return readAccount(named, 'GOOGLE_APPLICATION_CREDENTIALS', parts);
  const left = wellKnownFile(parts);
  const text = await parts.readFile(left).catch(() => null);
  if (text !== null) return readAccountText(text, left, fieldOf(track, ''));
  if (await parts.hasMachineAccount()) return null;
  throw new RequestError(
    'auth',
    `${fieldOf(track, '')}: there are no application default credentials on this machine. Run: ${loginCommand}`,
  );
}

async function readAccount(path: string, field: string, { readFile }: GoogleCredentialsParts): Promise<AccountFile> {
  const text = await readFile(path).catch(() => {
    throw new RequestError('auth', `${field} must name a credential file that can be read, got "${path}".`);
  });
  return readAccountText(text, path, field);
}

function readAccountText(text: string, path: string, field: string): AccountFile {
  const file = readAccountFile(text);
  if (file !== null) return file;
  throw new RequestError('auth', `${field} must name a credential file of Google's, in JSON, got "${path}".`);
}

/** What `gcloud auth application-default login` leaves. */
function wellKnownFile({ environment, homeFolder, platform }: GoogleCredentialsParts): string {
  const folder =
    environment.CLOUDSDK_CONFIG ||
    (platform === 'win32' ? join(environment.APPDATA ?? homeFolder, 'gcloud') : join(homeFolder, '.config', 'gcloud'));
  return join(folder, 'application_default_credentials.json');
}
