/** Which sign stands before the decimals in a usage file, as its figures show when they are looked at together. */
import type { Saying } from '../protocol/translate.ts';
import type { DecimalSign } from './decimal-sign.ts';
import { UsageError } from './exit.ts';
import { type FigureField, readFigure } from './usage-fields.ts';
import { shortened } from './written.ts';

export interface WrittenFigure {
  readonly place: Saying;
  readonly column: string;
  readonly field: FigureField;
  readonly text: string;
}

/**
 * `1,234` is one amount with a comma before its decimals and another with a comma between thousands: another figure that
 * can be read in one way alone decides for both. Throws `UsageError` where none does.
 */
export function decimalIn(name: string, figures: Iterable<WrittenFigure>): DecimalSign {
  let ambiguous: WrittenFigure | null = null;
  let onlyPoint = false;
  let onlyComma = false;
  for (const figure of figures) {
    if (!/[.,]/.test(figure.text)) continue;
    const point = readFigure(figure.field, figure.text, 'point');
    const comma = readFigure(figure.field, figure.text, 'comma');
    if (point === comma) continue;
    if (comma === null) onlyPoint = true;
    else if (point === null) onlyComma = true;
    else ambiguous ??= figure;
  }
  if (onlyPoint || onlyComma) return onlyPoint ? 'point' : 'comma';
  if (ambiguous === null) return 'point';
  const { place, column, field, text } = ambiguous;
  throw new UsageError(
    '{0} {1}, column {2}: {3} must not be readable in two ways, and no other figure of the file shows which is meant: say --decimal comma or --decimal point, got "{4}"',
    ...[name, place, column, field, shortened(text)],
  );
}
