/** Lends the daemon the keys that the editor holds, each with where it may be sent, and asks when that has changed. */
import { type LogOutputChannel, l10n, window } from 'vscode';
import type { KeyOrigins, MovedKey } from './key-origins.ts';
import type { Secrets } from './secrets.ts';

/** What `dualtrack/provideSecrets` takes. */
export interface LentKeys {
  readonly secrets: Record<string, string>;
  readonly origins?: Record<string, string[]>;
}

export class KeyLender {
  readonly #secrets: Secrets;
  readonly #log: LogOutputChannel;
  /** Asked by this window; the daemon refuses such a key for as long as nobody has said yes. */
  readonly #asked = new Set<string>();

  constructor(secrets: Secrets, log: LogOutputChannel) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /** `current` is where the configuration sends each key; `undefined`: an older daemon, which does not tell. */
  async lend(current: KeyOrigins | undefined): Promise<LentKeys> {
    const secrets = await this.#secrets.all();
    if (current === undefined) return { secrets };
    // Loaded now: activation lends nothing.
    const { bindKeys } = await import('./key-origins.ts');
    const { allowed, fresh, moved } = bindKeys(Object.keys(secrets), await this.#secrets.origins(), current);
    for (const [name, origins] of Object.entries(fresh)) await this.#secrets.allow(name, origins);
    for (const one of moved) this.#askOnce(one);
    return { secrets, origins: Object.fromEntries(Object.entries(allowed).map(([name, to]) => [name, [...to]])) };
  }

  #askOnce(moved: MovedKey): void {
    const mark = JSON.stringify(moved);
    if (this.#asked.has(mark)) return;
    this.#asked.add(mark);
    this.#ask(moved).catch((error: unknown) => {
      this.#log.warn(
        `The change of an address could not be asked about: ${error instanceof Error ? error.message : error}`,
      );
    });
  }

  async #ask({ name, from, to }: MovedKey): Promise<void> {
    const send = l10n.t('Send It There');
    const question = l10n.t(
      'Dualtrack: the key “{0}” was given for {1}. The configuration would now send it to {2}, which is refused until you agree.',
      name,
      from.join(', '),
      to.join(', '),
    );
    // Storing it tells every window, and each tells the daemon.
    if ((await window.showWarningMessage(question, send)) === send) await this.#secrets.allow(name, [...from, ...to]);
  }
}
