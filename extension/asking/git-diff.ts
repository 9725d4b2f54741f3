/** The changes of a repository as a patch: what is staged, else what is changed. */
import type { Uri } from 'vscode';
import { type Repository, repositoryOf } from './git-extension.ts';

export interface Diff {
  readonly text: string;
  /** Whether it holds what is staged alone. */
  readonly isStaged: boolean;
  /** Whether it was longer than is sent. */
  readonly isCut: boolean;
}

/** About 50,000 tokens: a larger one says more than a message can. */
const mostCharacters = 200_000;

/** `undefined` outside a repository, or where nothing has changed. */
export async function diffFor(uri: Uri): Promise<Diff | undefined> {
  const repository = repositoryOf(uri);
  return repository === undefined ? undefined : diffOf(repository);
}

export async function diffOf(repository: Repository): Promise<Diff | undefined> {
  const staged = await repository.diff(true);
  const text = staged === '' ? await repository.diff(false) : staged;
  if (text === '') return undefined;
  return { text: text.slice(0, mostCharacters), isStaged: staged !== '', isCut: text.length > mostCharacters };
}
