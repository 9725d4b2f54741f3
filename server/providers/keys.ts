/** Where keys come from when a request needs one: an editor's secrets, the environment, or a command. Kept in memory only. */
import type { KeyReference } from '../../protocol/key-reference.ts';
import { orAborted } from '../or-aborted.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import { isHeaderValue } from './header-value.ts';
import type { ResolveKey } from './provider.ts';

export interface KeysOptions {
  /** Secrets that editors hold, by name: a changed one serves the next request of every window. */
  readonly secrets: {
    get(name: string): string | null;
    /** Where it may be sent; absent or `null`: nobody said. */
    originsOf?(name: string): readonly string[] | null;
  };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs a command line and gives its standard output; rejects when it fails or takes too long. */
  readonly runCommand: (command: string) => Promise<string>;
}

export interface Keys {
  /**
   * Reads what a reference names. `field` is where it is written, such as `gateway.token`, for the message; `url` is
   * where the key is to be sent: one that an editor lent for other origins is refused. `null`: it stays here.
   */
  read(reference: KeyReference, field: string, signal: AbortSignal, url: string | null): Promise<string>;
  readonly resolve: ResolveKey;
  /** An upstream refused this key of the track, as `forget` has it. */
  refused(track: Track, key: string | null): Promise<void>;
  /** The key that this reference gave was refused: a command is run again next time, unless it has been since. */
  forget(reference: KeyReference, key: string): Promise<void>;
}

export function createKeys(options: KeysOptions): Keys {
  /** By command line. A run in progress is shared; a failed one is forgotten. */
  const printed = new Map<string, Promise<string>>();

  const run = (command: string): Promise<string> => {
    const known = printed.get(command);
    if (known !== undefined) return known;
    const running = options.runCommand(command).then(firstLine);
    printed.set(command, running);
    running.catch(() => {
      if (printed.get(command) === running) printed.delete(command);
    });
    return running;
  };

  function readSecret(name: string, field: string, url: string | null): string {
    const value = options.secrets.get(name) ?? missing(field, secretAdvice(name));
    const origins = options.secrets.originsOf?.(name) ?? null;
    if (url === null || origins === null || origins.includes(new URL(url).origin)) return sendable(value, field);
    throw new RequestError('auth', movedAdvice(name, field, origins, new URL(url).origin));
  }

  async function read(
    reference: KeyReference,
    field: string,
    signal: AbortSignal,
    url: string | null,
  ): Promise<string> {
    if ('secret' in reference) return readSecret(reference.secret, field, url);
    if ('env' in reference) {
      const value = options.environment[reference.env]?.trim();
      if (value) return sendable(value, field);
      return missing(
        field,
        `the daemon was started without the environment variable ${reference.env}; set it, and restart the daemon.`,
      );
    }
    return readPrinted(reference.command, field, signal);
  }

  async function readPrinted(command: string, field: string, signal: AbortSignal): Promise<string> {
    const running = run(command);
    const key = await orAborted(running, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return missing(field, 'its command failed.');
    });
    if (key !== '' && isHeaderValue(key)) return key;
    // The next request runs it again: what it printed can serve none.
    if (printed.get(command) === running) printed.delete(command);
    return key === '' ? missing(field, 'its command printed nothing.') : sendable(key, field);
  }

  async function forget(reference: KeyReference, key: string): Promise<void> {
    if (!('command' in reference)) return;
    const known = printed.get(reference.command);
    const refused = await known?.catch(() => null);
    if (refused === key && printed.get(reference.command) === known) printed.delete(reference.command);
  }

  return {
    read,
    forget,
    resolve: async (track, signal) =>
      track.apiKey === null ? null : read(track.apiKey, `tracks.${track.name}.apiKey`, signal, track.baseUrl),
    async refused(track, key) {
      if (track.apiKey !== null && key !== null) await forget(track.apiKey, key);
    },
  };
}

function secretAdvice(name: string): string {
  return `the secret "${name}" is held by VS Code; open a window and set it with “Dualtrack: Set API Key…”, or use env or command.`;
}

function movedAdvice(name: string, field: string, origins: readonly string[], origin: string): string {
  return `the base URL changed from ${origins.join(', ')} to ${origin}: the key "${name}" of ${field} was given for the former and is not sent to the latter; confirm in VS Code with “Dualtrack: Set API Key…”.`;
}

/** No cause is kept: what a command wrote may hold the key. */
function missing(field: string, why: string): never {
  throw new RequestError('auth', `no key for ${field}: ${why}`);
}

/** A key that cannot be sent is refused where it is read, and is never shown. */
function sendable(key: string, field: string): string {
  if (isHeaderValue(key)) return key;
  throw new RequestError(
    'auth',
    `the key of ${field} must hold only characters that an HTTP header can carry, got others: a line break, or the … of a masked key.`,
  );
}

function firstLine(output: string): string {
  return (output.split(/\r?\n/, 1)[0] ?? '').trim();
}
