/** The `dualtrack` command: what holds for all commands, and the commands in the order of its help. */
import { Command } from 'commander';
import type { Translate } from '../protocol/translate.ts';
import { productVersion } from '../protocol/version.ts';
import { addAskingCommands } from './asking-commands.ts';
import { addLedgerCommands } from './ledger-commands.ts';
import { describeIn, helpIn, hintIn, parserOutputIn } from './parser-texts.ts';
import { addProcessCommands } from './process-commands.ts';
import { addTargetCommands } from './target-commands.ts';

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
    .configureHelp(helpIn(t))
    .configureOutput(parserOutputIn(t))
    .helpOption('-h, --help', t('display help for command'))
    .helpCommand('help [command]', t('display help for command'))
    .exitOverride();

  addAskingCommands(program, interrupted, t);
  addLedgerCommands(program, interrupted, t);
  addTargetCommands(program, interrupted, t);
  addProcessCommands(program, interrupted, t);
  return hintIn(describeIn(program, t), t);
}
