/** The built-in git extension, as far as it is used. */
import { extensions, type Uri } from 'vscode';

export interface Repository {
  readonly rootUri: Uri;
  readonly inputBox: { value: string };
  readonly state: { readonly HEAD?: { readonly name?: string } | undefined };
  /** The changes as a patch; with `true` those that are staged. */
  diff(cached?: boolean): Promise<string>;
}

interface GitApi {
  readonly repositories: readonly Repository[];
  getRepository(uri: Uri): Repository | null;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The repository a document lies in; `undefined` outside one, and while the git extension is off. */
export function repositoryOf(uri: Uri): Repository | undefined {
  return api()?.getRepository(uri) ?? undefined;
}

/** Every repository that is open. */
export function repositories(): readonly Repository[] {
  return api()?.repositories ?? [];
}

function api(): GitApi | undefined {
  const git = extensions.getExtension<GitExtension>('vscode.git');
  return git?.isActive && git.exports.enabled ? git.exports.getAPI(1) : undefined;
}
