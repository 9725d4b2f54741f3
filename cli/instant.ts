/** Instants on the command line. */
import { UsageError } from './exit.ts';

/** A day alone begins at midnight of this machine's time zone, as a person means it. */
export function instant(option: string, text: string): string {
  const parsed = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  if (Number.isFinite(parsed.getTime())) return parsed.toISOString();
  throw new UsageError('--{0} must be a time such as 2026-11-01 or 2026-11-01T08:00:00Z, got {1}', option, text);
}
