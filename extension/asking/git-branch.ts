/** The git branch a document is on, for attribution of spend; asked of the built-in git extension when it runs. */
import { extensions, type Uri } from 'vscode';

/** The part of the git extension's API that is used. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): {
    getRepository(uri: Uri): { readonly state: { readonly HEAD?: { readonly name?: string } | undefined } } | null;
  };
}

/** `undefined` outside a repository, on a detached head, or while the git extension is off. */
export function branchOf(uri: Uri): string | undefined {
  const git = extensions.getExtension<GitExtension>('vscode.git');
  if (git === undefined || !git.isActive || !git.exports.enabled) return undefined;
  return git.exports.getAPI(1).getRepository(uri)?.state.HEAD?.name?.slice(0, 300);
}
