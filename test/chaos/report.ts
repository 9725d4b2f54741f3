/** What a run of the chaos suite reports, and how it is started: as a process of its own, with no more rights than a person has. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const chaosReportSchema = z.object({
  seed: z.number(),
  /** Kinds of trouble in their order. */
  steps: z.array(z.string()),
  /** What must not be, as sentences; none: the run is good. */
  wrongs: z.array(z.string()),
  /** Requests the upstream saw; rows of the ledger, free ones included; those of unknown cost. */
  calls: z.number(),
  rows: z.number(),
  unknown: z.number(),
  billedNanoUsd: z.number(),
  /** How clients' requests ended, by kind. */
  outcomes: z.record(z.string(), z.number()),
  longestOutageMs: z.number(),
  seconds: z.number(),
});
export type ChaosReport = Readonly<z.infer<typeof chaosReportSchema>>;

const program = fileURLToPath(new URL('./run.ts', import.meta.url));

/** Rejects when the run itself fell over. */
export async function runChaos(seed: number, rounds: number, timeoutMs: number): Promise<ChaosReport> {
  const [command, ...args] = [...withoutPrivileges(), process.execPath, program, String(seed), String(rounds)];
  const { stdout } = await promisify(execFile)(command ?? '', args, { timeout: timeoutMs, maxBuffer: 1 << 24 });
  return chaosReportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** For the superuser no folder is read-only: what goes beyond a person's rights is given up first. */
function withoutPrivileges(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  return ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--'];
}
