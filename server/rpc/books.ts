/** The handlers that read, check and correct the ledger's record. */
import { methods } from '../../protocol/methods.ts';
import type { Books } from '../ledger/books.ts';
import { type Handler, handler } from './handler.ts';
import { rangeIn, unbounded } from './time-range.ts';

/** `changed` is called after something the overview shows has changed. */
export function bookHandlers(books: Books, changed: () => void): readonly Handler[] {
  return [
    handler(methods.rows, (params) => books.rows(rangeIn(params, books.timeZone(), unbounded))),
    handler(methods.requests, (params) => books.requests(params)),
    handler(methods.verify, () => books.verify()),
    handler(methods.correct, async (params) => {
      const result = await books.correct(params);
      changed();
      return result;
    }),
    handler(methods.bookedUsage, async (params) => {
      const { from, to } = rangeIn(params, params.timeZone, unbounded);
      return { usage: [...(await books.bookedUsage(Date.parse(from), Date.parse(to), params.timeZone))] };
    }),
    handler(methods.importedGap, async (gap) => {
      await books.setImportedGap(gap);
      changed();
      return {};
    }),
  ];
}
