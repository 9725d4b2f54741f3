/** The commands about processes: the daemon, a report on it, what serves agents, the simulated models. */
import { type Command, Option } from 'commander';
import type { Translate } from '../protocol/translate.ts';
import { runDaemonCommand, runSandbox } from './daemon-process.ts';
import { printReport } from './doctor.ts';
import { serveMcp } from './mcp.ts';
import { wholeNumberOption } from './numbers.ts';
import { sandboxPaths } from './sandbox-paths.ts';
import { stop } from './stop.ts';

export function addProcessCommands(program: Command, interrupted: AbortSignal, t: Translate): void {
  program
    .command('daemon')
    .description('start the daemon')
    .option('--foreground', 'stay in this terminal, and tell when it is ready as one line of JSON')
    .addOption(new Option('--idle-ms <n>').hideHelp())
    .action((_options, command: Command) => runDaemonCommand(command.optsWithGlobals(), interrupted, t));

  program
    .command('doctor')
    .description('everything a report of a bug should say, without a secret in it; exits 1 when no daemon can be had')
    .option('--offline', 'ask no upstream for its models')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => printReport(command.optsWithGlobals(), interrupted, t));

  program
    .command('mcp')
    .description('serve "what has it cost" to agents: the Model Context Protocol on standard input and output')
    .action((_options, command: Command) => serveMcp(command.optsWithGlobals(), interrupted));

  program
    .command('stop')
    .description('let the daemon finish what runs, and end it')
    .action((_options, command: Command) => stop(command.optsWithGlobals(), interrupted, t));

  program
    .command('sandbox')
    .description('serve the simulated models over HTTP on this machine, in the dialects of all vendors')
    .option('--port <n>', 'port; 0: any free one', wholeNumberOption(t, 0, 65_535), 0)
    .addHelpText('after', sandboxPaths(t))
    .action((options: { port: number }) => runSandbox(options.port, t));
}
