/** The handlers for figures over time. */
import { methods } from '../../protocol/methods.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Books } from '../ledger/books.ts';
import { type Handler, handler } from './handler.ts';

export interface SeriesParts {
  readonly books: Pick<Books, 'spendSeries' | 'targetSeries'>;
  readonly configuration: Pick<ConfigurationStore, 'current'>;
}

export function seriesHandlers({ books, configuration }: SeriesParts): readonly Handler[] {
  return [
    handler(methods.spendSeries, (params) =>
      books.spendSeries(params, configuration.current().settings.firstDayOfWeek ?? 'monday'),
    ),
    handler(methods.targetSeries, ({ unit }) => books.targetSeries(unit)),
  ];
}
