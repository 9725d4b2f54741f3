/** Says why the ledger cannot be written, in words, with what it means for requests. */
import { errorCode } from '../error-code.ts';
import { RequestError } from '../request-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'there is no permission to write there',
  EPERM: 'there is no permission to write there',
  EIO: 'the disk reports an error',
};

/** For requests that cost money: without a row of their own they are not sent. */
export function ledgerUnwritable(directory: string, cause: unknown, target?: string): RequestError {
  return new RequestError('ledger-unwritable', unwritableSentence(directory, cause), { cause, target });
}

export function unwritableSentence(directory: string, cause: unknown): string {
  const code = errorCode(cause);
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = code in reasons ? `${reasons[code]} (${code})` : said;
  return `The ledger in ${directory} cannot be written: ${reason}. Requests that cost money are refused until it can; free ones go on.`;
}

/** Another daemon writes this folder's ledger. */
export function ledgerHeld(directory: string, pid: number): RequestError {
  const message = `Another daemon (process ${pid}) keeps the ledger in ${directory}. Stop it, or use another data directory.`;
  return new RequestError('ledger-unwritable', message);
}
