/** Tables in Markdown whose cells cannot break out of them. */

/** The first row is the heading. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heading), `|${heading.map(() => ' --- |').join('')}`, ...body.map(line)].join('\n');
}

/** A name from elsewhere: as code, of which no link is made. */
export function asCode(name: string): string {
  return `\`${name.replaceAll('`', "'")}\``;
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
