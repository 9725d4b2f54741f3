/** The daemon's program: serves a data directory, or the simulated models, as its arguments say. */
import { assemble } from './assemble.ts';
import { systemClock as clock } from './clock.ts';
import { inBackground, parseDaemonArguments } from './daemon/arguments.ts';
import { ConfigurationFileError } from './daemon/configuration-file.ts';
import { logLine } from './daemon/log.ts';
import { runDaemon } from './daemon/run.ts';
import { RequestError } from './request-error.ts';
import { startSimulator } from './sandbox/http-simulator.ts';

try {
  // Programs that the daemon runs, such as a password manager's, must not take themselves for a Node.
  delete process.env.ELECTRON_RUN_AS_NODE;
  // Nor keep what they compile where the daemon keeps what was compiled of itself.
  delete process.env.NODE_COMPILE_CACHE;
  const options = parseDaemonArguments(process.argv.slice(2));
  if (options.kind === 'sandbox') await serveSandbox(options.port);
  else await runDaemon(options, clock, assemble);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  // In the background this is a line of the log file; in a terminal, somebody reads it.
  console.error(process.argv.includes(inBackground) ? logLine(reason, 'error', clock.epochMs()) : reason);
  process.exit(exitCodeOf(error));
}

async function serveSandbox(port: number): Promise<void> {
  const simulator = await startSimulator({ port, latency: 'seed' });
  console.log(JSON.stringify({ ready: true, pid: process.pid, url: simulator.url }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(signal, () => process.exit(0));
}

/** Clients tell these apart: 2, a person must mend the configuration file; 3, the daemon that has the ledger will be found again. */
function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigurationFileError) return 2;
  return error instanceof RequestError && error.kind === 'ledger-unwritable' ? 3 : 1;
}
