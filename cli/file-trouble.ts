/** Why a file that the command line names cannot be used, in words that wait for their language. */
import { type Saying, saying } from '../protocol/translate.ts';

/** The system's own sentence is English: its code is all that is taken of it. */
export function fileTrouble(error: unknown): Saying {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'ENOENT':
      return saying('it does not exist');
    case 'EISDIR':
      return saying('it is a folder');
    case 'ENOTDIR':
    case 'EEXIST':
      return saying('it is no folder');
    default:
      return saying('it cannot be used ({0})', error instanceof Error && 'code' in error ? String(error.code) : '');
  }
}
