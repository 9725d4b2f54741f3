/** The commands about what was spent: sums, rows, corrections, checks, budgets. */
import { type Command, Option } from 'commander';
import { spendGroupings } from '../protocol/spend.ts';
import type { Translate } from '../protocol/translate.ts';
import { printBudgets } from './budgets.ts';
import { correctRow } from './correct.ts';
import { decimalSigns } from './decimal-sign.ts';
import { exportRows } from './export.ts';
import { importUsage } from './import-usage.ts';
import { collect } from './question-options.ts';
import { printSpend } from './spend.ts';
import { verifyLedger } from './verify-ledger.ts';
import { printWhatIf } from './whatif.ts';

export function addLedgerCommands(program: Command, interrupted: AbortSignal, t: Translate): void {
  program
    .command('spend')
    .description('what was spent; today unless said otherwise')
    .option('--from <time>', "start, such as 2026-11-01 (in the daemon's time zone) or 2026-11-01T08:00:00Z")
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
    .option('--from <time>', "start, such as 2026-11-01 (in the daemon's time zone) or 2026-11-01T08:00:00Z")
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
    .option(
      '--id <name>',
      'a name for this correction: given again, it is not booked twice; one that stands for another is refused',
    )
    .option('--json', 'print JSON')
    .action((row: string, _options, command: Command) => correctRow(row, command.optsWithGlobals(), interrupted, t));

  program
    .command('import-usage')
    .description("show a vendor's usage file (CSV or JSON) beside the ledger, by model and day")
    .argument('<file>', 'the file, at most 50 MB')
    .option('--map <column=field>', 'which column is what; may be given again', collect)
    .option('--track <track>', 'compare with this track only')
    .addOption(
      new Option(
        '--decimal <sign>',
        'what stands before the decimals of its figures; absent: what the file shows',
      ).choices(decimalSigns),
    )
    .option(
      '--file-time-zone <zone>',
      'whose days the file counts, such as America/Los_Angeles; most vendors count in UTC',
      'UTC',
    )
    .option('--from <day>', 'first day; absent: that of the file')
    .option('--to <day>', 'the day after the last; absent: to the end of the file')
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
}
