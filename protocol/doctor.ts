/** What the daemon tells of itself for a report of a bug; with `status` and `verify` that is all of it. */
import * as z from 'zod';

export const daemonReportSchema = z.object({
  /** Of Node, or of the editor's Node, that runs the daemon. */
  nodeVersion: z.string(),
  uptimeMs: z.number(),
  residentBytes: z.number(),
  heapUsedBytes: z.number(),
  /** The configuration in force, as it was accepted: keys are named in it, never written. */
  settings: z.record(z.string(), z.unknown()),
  /** Names of the keys that editors lend at this moment. */
  secretNames: z.array(z.string()),
});
export type DaemonReport = z.infer<typeof daemonReportSchema>;
