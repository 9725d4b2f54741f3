/** Lines of equal columns for a terminal. */

/** The first row is the heading; columns whose name begins with `>` are set to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const [heading = []] = rows;
  const right = heading.map((name) => name.startsWith('>'));
  const cells = rows.map((row, index) => (index === 0 ? row.map((name) => name.replace(/^>/, '')) : row));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, at) => pad(cell, widths[at] ?? 0, right[at] ?? false))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}
