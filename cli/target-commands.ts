/** The commands about how things stand: the daemon, the targets, and what they do when they are tried. */
import { Argument, type Command } from 'commander';
import { mostBenchmarkConcurrency, mostBenchmarkRequests } from '../protocol/benchmark.ts';
import { breakerActions } from '../protocol/status.ts';
import type { Translate } from '../protocol/translate.ts';
import { benchmark } from './benchmark.ts';
import { actOnBreaker } from './breaker.ts';
import { drill } from './drill.ts';
import { printModels } from './models.ts';
import { namesOption } from './names.ts';
import { wholeNumberOption } from './numbers.ts';
import { printStatus } from './status.ts';
import { verifyTracks } from './verify-tracks.ts';

export function addTargetCommands(program: Command, interrupted: AbortSignal, t: Translate): void {
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
      'act on circuit breakers: reset them, probe (the next attempt is a probe), disable (hold targets out of service), enable (put them back)',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(breakerActions))
    .argument('[targets...]', 'MODEL@TRACK')
    .option('--all', 'every target of the configuration')
    .option('--json', 'print JSON')
    .action((action: (typeof breakerActions)[number], targets: string[], _options, command: Command) =>
      actOnBreaker(action, targets, command.optsWithGlobals(), interrupted, t),
    );
}
