/** The `dualtrack` command: a thin client of the daemon. Exit codes: 0, 1 failed request, 2 bad usage, 130 interrupted. */
import { exitCodeOf, reportError } from './exit.ts';
import { translationFor } from './language.ts';
import { byOption } from './option-fields.ts';
import { createProgram } from './program.ts';

const t = translationFor(process.env);
const interrupted = new AbortController();
process.on('SIGINT', () => {
  // Whoever presses twice does not want to wait for the upstream to be told.
  if (interrupted.signal.aborted) process.exit(130);
  interrupted.abort();
});
// A reader that has seen enough, such as `head`, closes its end: what still comes is not wanted.
process.stdout.on('error', () => interrupted.abort());

const program = createProgram(interrupted.signal, t);
try {
  await program.parseAsync(process.argv);
} catch (error) {
  reportError(error, interrupted.signal.aborted, t, (message) => byOption(message, program));
  process.exitCode = exitCodeOf(error, interrupted.signal.aborted);
}
