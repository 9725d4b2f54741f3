/** API keys in the editor's SecretStorage: named by people, read as a whole, never shown. */
import type { SecretStorage } from 'vscode';

/** Keeps our keys apart from anything else that may come to be stored. */
const prefix = 'key:';

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

  async set(name: string, value: string): Promise<void> {
    await this.#storage.store(prefix + name, value);
  }

  async remove(name: string): Promise<void> {
    await this.#storage.delete(prefix + name);
  }
}
