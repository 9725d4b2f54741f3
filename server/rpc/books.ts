/** The handlers that read, check and correct the ledger's record. */
import { ResponseError } from 'vscode-languageserver';
import { requestFailedCode } from '../../protocol/failure.ts';
import { methods } from '../../protocol/methods.ts';
import type { Books } from '../ledger/books.ts';
import { RequestError, toFailure } from '../request-error.ts';
import { type Handler, handler } from './handler.ts';

/** `changed` is called after something the overview shows has changed. */
export function bookHandlers(books: Books, changed: () => void): readonly Handler[] {
  return [
    handler(methods.rows, (params) => books.rows(params)),
    handler(methods.requests, (params) => books.requests(params)),
    handler(methods.verify, () => books.verify()),
    handler(methods.correct, async (params) => {
      try {
        const result = await books.correct(params);
        changed();
        return result;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        throw new ResponseError(requestFailedCode, error.message, toFailure(error));
      }
    }),
    handler(methods.importedGap, async (gap) => {
      await books.setImportedGap(gap);
      changed();
      return {};
    }),
  ];
}
