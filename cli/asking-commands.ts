/** The commands about one request: asked, priced before it is, explained after. */
import type { Command } from 'commander';
import type { Translate } from '../protocol/translate.ts';
import { ask } from './ask.ts';
import { explainRequest } from './explain.ts';
import { numberOption } from './numbers.ts';
import { preview } from './preview.ts';
import { withQuestionOptions } from './question-options.ts';

export function addAskingCommands(program: Command, interrupted: AbortSignal, t: Translate): void {
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
    .action((prompt: string | undefined, _options, command: Command) =>
      ask(prompt, command.optsWithGlobals(), interrupted, t),
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
}
