/** One value as a cell of CSV (RFC 4180), safe to open in a spreadsheet. */

/** What a spreadsheet would take for a formula gets an apostrophe in front; then quotes where the form asks for them. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^\s*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
