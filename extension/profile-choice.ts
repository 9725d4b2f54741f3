/**
 * Which routing profile this window asks with. The choice is kept per workspace: it survives a reload and changes no
 * other window's. Without one, the workspace's `dualtrack.activeProfile` counts, then the daemon's own default.
 */
import { type Disposable, EventEmitter, type Memento, workspace } from 'vscode';

const key = 'profile';

export class ProfileChoice implements Disposable {
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: Memento) {
    this.#memento = workspaceState;
  }

  /** `undefined`: the daemon's default. */
  current(): string | undefined {
    return this.#memento.get<string>(key) ?? ofWorkspace();
  }

  /** `undefined` takes the choice back. */
  async choose(profile: string | undefined): Promise<void> {
    await this.#memento.update(key, profile);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Not read in a workspace that is not trusted: a repository could choose a costly profile. */
function ofWorkspace(): string | undefined {
  if (!workspace.isTrusted) return undefined;
  const values = workspace.getConfiguration('dualtrack').inspect<string>('activeProfile');
  const value = values?.workspaceFolderValue ?? values?.workspaceValue;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
