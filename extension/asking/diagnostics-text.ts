/** The editor's reports on a piece of code as lines of text, for a question. */
import type { Excerpt } from './selection.ts';

/** One report; lines count from 1, both inclusive. */
export interface Report {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly fromLine: number;
  readonly toLine: number;
  readonly message: string;
  /** Who says so, such as `ts` or `eslint`. */
  readonly source?: string | undefined;
}

/** More would be the same fault told many times. */
const mostReports = 50;

/** The reports that touch one of the excerpts, the gravest first; `none` where there are none. */
export function diagnosticsText(reports: readonly Report[], excerpts: readonly Excerpt[], none: string): string {
  const touching = reports
    .filter((report) => excerpts.some(({ fromLine, toLine }) => report.fromLine <= toLine && report.toLine >= fromLine))
    .toSorted((one, other) => ranks[one.severity] - ranks[other.severity] || one.fromLine - other.fromLine);
  if (touching.length === 0) return none;
  return touching
    .slice(0, mostReports)
    .map(({ severity, fromLine, source, message }) => {
      const by = source === undefined ? '' : ` (${source})`;
      return `- line ${fromLine}, ${severity}${by}: ${message.replaceAll(/\s+/g, ' ').trim()}`;
    })
    .join('\n');
}

const ranks: Readonly<Record<Report['severity'], number>> = { error: 0, warning: 1, information: 2, hint: 3 };
