/** Lines of equal columns for a terminal. */
import stringWidth from 'string-width';
import { visible } from './visible.ts';

/** The first row is the heading; columns whose name begins with `>` are set to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const [heading = []] = rows;
  const right = heading.map((name) => name.startsWith('>'));
  const cells = rows.map((row, index) => row.map((cell) => visible(index === 0 ? cell.replace(/^>/, '') : cell)));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, at) => pad(cell, widths[at] ?? 0, right[at] ?? false))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A Chinese character takes two columns. */
export function pad(text: string, width: number, right = false): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return right ? space + text : text + space;
}
