/** The git branch a document is on, for attribution of spend. */
import type { Uri } from 'vscode';
import { repositoryOf } from './git-extension.ts';

/** `undefined` outside a repository, on a detached head, or while the git extension is off. */
export function branchOf(uri: Uri): string | undefined {
  return repositoryOf(uri)?.state.HEAD?.name?.slice(0, 300);
}
