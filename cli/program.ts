/** The commands and options of `dualtrack`, with their help. */
import { Argument, Command, Option } from 'commander';
import { mostBenchmarkConcurrency, mostBenchmarkRequests } from '../protocol/benchmark.ts';
import { spendGroupings } from '../protocol/spend.ts';
import { breakerActions } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';
import { productVersion } from '../protocol/version.ts';
import { ask } from './ask.ts';
import { benchmark } from './benchmark.ts';
import { actOnBreaker } from './breaker.ts';
import { printBudgets } from './budgets.ts';
import { correctRow } from './correct.ts';
import { runDaemonCommand, runSandbox } from './daemon-process.ts';
import { printReport } from './doctor.ts';
import { drill } from './drill.ts';
import { explainRequest } from './explain.ts';
import { exportRows } from './export.ts';
import { importUsage } from './import-usage.ts';
import { serveMcp } from './mcp.ts';
import { printModels } from './models.ts';
import { namesOption } from './names.ts';
import { numberOption, wholeNumberOption } from './numbers.ts';
import { describeIn, helpIn, parserOutputIn } from './parser-texts.ts';
import { preview } from './preview.ts';
import { collect, withQuestionOptions } from './question-options.ts';
import { sandboxPaths } from './sandbox-paths.ts';
import { printSpend } from './spend.ts';
import { printStatus } from './status.ts';
import { stop } from './stop.ts';
import { verifyLedger } from './verify-ledger.ts';
import { verifyTracks } from './verify-tracks.ts';
import { printWhatIf } from './whatif.ts';

/** `interrupted` is aborted by Ctrl+C; `t` speaks the language of the terminal. Commands reject with an error that `exit.ts` understands. */
export function createProgram(interrupted: AbortSignal, t: Translate): Command {
  const program = new Command('dualtrack')
    .description('Ask models about your code: routed, limited, and booked to the last nano-dollar.')
    .version(productVersion)
    .option(
      '--config <file>',
      'configuration file (else DUALTRACK_CONFIG, else dualtrack.json in the configuration folder)',
    )
    .option('--data-dir <folder>', 'data directory; there is one daemon for each (else DUALTRACK_DATA_DIR)')
    .showHelpAfterError(t('(dualtrack --help tells what there is)'))
    .configureHelp(helpIn(t))
    .configureOutput(parserOutputIn(t))
    .helpOption('-h, --help', t('display help for command'))
    .helpCommand('help [command]', t('display help for command'))
    .exitOverride();

  withQuestionOptions(program.command('ask'), t)
    .description('ask a model; the answer goes to standard output, what it cost to standard error')
    .argument(
      '[prompt]',
      'the question; absent or -: read from standard input. With a question, standard input is code',
    )
    .option('--temperature <t>', 'from 0 to 2', numberOption(t, 0, 2))
    .option('--allow-over-budget', 'ask this once even where a hard budget has no room for it')
    .option('--no-stream', 'ask for the whole answer at once')
    .option('--media <folder>', 'save pictures and sound of the answer in this folder')
    .option('--json', 'print the result as JSON instead of the answer')
    .action((prompt: string | undefined, options, command: Command) =>
      ask(prompt, { ...options, ...command.optsWithGlobals() }, interrupted, t),
    );

  withQuestionOptions(program.command('preview'), t)
    .description('what a question would cost at each target; nothing is sent to a model')
    .argument('[prompt]', 'the question, as for ask')
    .option('--json', 'print JSON')
    .action((prompt: string | undefined, _options, command: Command) =>
      preview(prompt, command.optsWithGlobals(), interrupted, t),
    );

  program
    .command('explain')
    .description('how a request was routed: what was known, the plan with its reasons, what became of it')
    .argument('<request>', 'the id of a request, as its answer tells it (ask --json)')
    .option('--json', 'print JSON')
    .action((request: string, _options, command: Command) =>
      explainRequest(request, command.optsWithGlobals(), interrupted, t),
    );

  program
    .command('spend')
    .description('what was spent; today unless said otherwise')
    .option('--from <time>', 'start, such as 2026-11-01 or 2026-11-01T08:00:00Z')
    .option('--to <time>', 'end, not included')
    .addOption(new Option('--by <what>', 'one line for each').choices([...spendGroupings]))
    .option('--json', 'print JSON')
    .action((_options, command: Command) => printSpend(command.optsWithGlobals(), interrupted, t));

  program
    .command('whatif')
    .description(
      'what another profile, or other prices, would have made of past requests; this month unless said otherwise',
    )
    .option('--profile <name>', 'the routing profile to run them through')
    .option('--prices <file>', 'JSON with nominal prices by target or model, in place of the configured ones')
    .option('--from <time>', 'start, such as 2026-11-01 or 2026-11-01T08:00:00Z')
    .option('--to <time>', 'end, not included')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => printWhatIf(command.optsWithGlobals(), interrupted, t));

  program
    .command('export')
    .description('every row of the ledger, one a line')
    .addOption(
      new Option('--format <format>', 'one JSON object a line, or CSV').choices(['csv', 'json']).default('json'),
    )
    .option('--from <time>', 'start; absent: from the first row on')
    .option('--to <time>', 'end, not included')
    .action((_options, command: Command) => exportRows(command.optsWithGlobals(), interrupted));

  program
    .command('correct')
    .description('book a compensating entry for a row that is wrong; the row itself stays as it was written')
    .argument('<row>', 'REQUEST, or REQUEST/ATTEMPT where it has several')
    .option('--cost-usd <x>', 'what the vendor charged')
    .option('--not-billable', 'the vendor charged nothing')
    .requiredOption('--why <text>', 'the reason, kept with the entry')
    .option('--id <name>', 'a name for this correction: under the same name nothing is booked twice')
    .option('--json', 'print JSON')
    .action((row: string, _options, command: Command) => correctRow(row, command.optsWithGlobals(), interrupted, t));

  program
    .command('import-usage')
    .description("show a vendor's usage file (CSV or JSON) beside the ledger, by model and day")
    .argument('<file>', 'the file, at most 50 MB')
    .option('--map <column=field>', 'which column is what; may be given again', collect, [])
    .option('--track <track>', 'compare with this track only')
    .option('--from <time>', 'start; absent: the first day in the file')
    .option('--to <time>', 'end, not included; absent: the last day in the file')
    .option('--json', 'print JSON')
    .action((file: string, _options, command: Command) => importUsage(file, command.optsWithGlobals(), interrupted, t));

  const ledger = program
    .command('ledger')
    .description('the record of every attempt')
    .helpCommand('help [command]', t('display help for command'));
  ledger
    .command('verify')
    .description('check every line and recompute every sum; exits 1 when something is wrong')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => verifyLedger(command.optsWithGlobals(), interrupted, t));

  program
    .command('budgets')
    .description('how each budget stands, and when it resets')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => printBudgets(command.optsWithGlobals(), interrupted, t));

  program
    .command('status')
    .description('the daemon, its configuration and what is wrong with it')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => printStatus(command.optsWithGlobals(), interrupted, t));

  program
    .command('models')
    .description('every target with its prices, those of the profile first, and what else the tracks list')
    .option('--profile <name>', 'routing profile')
    .option('--track <track>', 'this track only, with everything it lists')
    .option('--refresh', 'ask the tracks for their lists again')
    .option('--wide', 'tell what each can do and is good for, too')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => printModels(command.optsWithGlobals(), interrupted, t));

  program
    .command('verify')
    .description(
      'check that each track can be reached and used, and which of its models it lists; exits 1 when one cannot (the ledger is checked by: ledger verify)',
    )
    .argument('[track]', 'this track only')
    .option('--ask', 'send each model one word, too: costs a little money, and is booked')
    .option('--json', 'print JSON')
    .action((track: string | undefined, _options, command: Command) =>
      verifyTracks(track, command.optsWithGlobals(), interrupted, t),
    );

  program
    .command('benchmark')
    .description('measure targets by small requests: times, success, cost efficiency; tells the price and asks first')
    .option(
      '--models <names>',
      'MODEL or MODEL@TRACK, separated by commas; absent: those of the profile',
      namesOption(t),
    )
    .option('--profile <name>', 'routing profile')
    .option('--requests <n>', 'how many to each target', wholeNumberOption(t, 1, mostBenchmarkRequests), 10)
    .option('--concurrency <n>', 'how many at once, over all', wholeNumberOption(t, 1, mostBenchmarkConcurrency), 1)
    .option('--yes', 'go on without asking')
    .option('--json', 'print JSON')
    .option('--csv', 'print CSV')
    .action((_options, command: Command) => benchmark(command.optsWithGlobals(), interrupted, t));

  program
    .command('drill')
    .description('play what upstreams do wrong through a copy of a profile, simulated; exits 1 when a rule is missed')
    .option('--profile <name>', 'routing profile')
    .option('--json', 'print JSON')
    .action((_options, command: Command) => drill(command.optsWithGlobals(), interrupted, t));

  program
    .command('breaker')
    .description(
      'act on circuit breakers: close them, make the next attempt a probe, hold targets out of service, put them back',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(breakerActions))
    .argument('[targets...]', 'MODEL@TRACK')
    .option('--all', 'every target of the configuration')
    .option('--json', 'print JSON')
    .action((action: (typeof breakerActions)[number], targets: string[], _options, command: Command) =>
      actOnBreaker(action, targets, command.optsWithGlobals(), interrupted, t),
    );

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

  return describeIn(program, t);
}
