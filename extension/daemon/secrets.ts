/** API keys in the editor's SecretStorage: named by people, read as a whole, never shown. */
import type { SecretStorage } from 'vscode';

/** Keeps our keys apart from anything else that may come to be stored. */
const prefix = 'key:';
/** Beside each key, where it may be sent: here, so that a change of it is told to every window. */
const originsPrefix = 'origins:';

export class Secrets {
  readonly #storage: SecretStorage;

  constructor(storage: SecretStorage) {
    this.#storage = storage;
  }

  async names(): Promise<string[]> {
    const keys = await this.#storage.keys();
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** Every secret by its name, as `dualtrack/provideSecrets` takes them. */
  async all(): Promise<Record<string, string>> {
    const secrets: Record<string, string> = {};
    for (const name of await this.names()) {
      const value = await this.#storage.get(prefix + name);
      if (value !== undefined) secrets[name] = value;
    }
    return secrets;
  }

  /** Where each key may be sent; of those that were never bound nothing is told. */
  async origins(): Promise<Record<string, readonly string[]>> {
    const origins: Record<string, readonly string[]> = {};
    for (const name of await this.names()) {
      const text = await this.#storage.get(originsPrefix + name);
      // Origins hold no white space.
      if (text !== undefined) origins[name] = text.split(' ');
    }
    return origins;
  }

  async allow(name: string, origins: readonly string[]): Promise<void> {
    await this.#storage.store(originsPrefix + name, origins.join(' '));
  }

  /** A key that a person gives is bound anew, to where the configuration sends it then. */
  async set(name: string, value: string): Promise<void> {
    await this.#storage.delete(originsPrefix + name);
    await this.#storage.store(prefix + name, value);
  }

  async remove(name: string): Promise<void> {
    await this.#storage.delete(prefix + name);
    await this.#storage.delete(originsPrefix + name);
  }
}
