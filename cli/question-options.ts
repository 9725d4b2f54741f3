/** The options that say what is asked and which targets may answer: of `ask`, which sends it, and of `preview`, which does not. */
import type { Command } from 'commander';
import type { AskParams } from '../protocol/ask.ts';
import { textMessage } from '../protocol/message.ts';
import type { PreviewParams } from '../protocol/preview.ts';
import type { Translate } from '../protocol/translate.ts';
import type { GlobalOptions } from './connect.ts';
import { namesOption } from './names.ts';
import { numberOption, wholeNumberOption } from './numbers.ts';

export interface QuestionOptions extends GlobalOptions {
  readonly profile?: string;
  readonly model?: string;
  readonly file?: readonly string[];
  readonly needs?: readonly string[];
  readonly maxFirstPartMs?: number;
  readonly maxCostUsd?: number;
  readonly maxOutputTokens?: number;
}

export function withQuestionOptions(command: Command, t: Translate): Command {
  return command
    .option('--profile <name>', 'routing profile')
    .option('--model <model>', 'MODEL, or MODEL@TRACK to pin a track')
    .option('--file <file>', 'code to ask about: FILE, FILE:LINE or FILE:FROM-TO; may be given again', collect)
    .option('--needs <features>', 'features the answer needs, separated by commas', namesOption(t))
    .option(
      '--max-first-part-ms <n>',
      'only targets expected to begin their answer within this time',
      numberOption(t, 0),
    )
    .option('--max-cost-usd <x>', 'only targets expected to cost no more than this', numberOption(t, 0))
    .option('--max-output-tokens <n>', 'the longest answer wanted', wholeNumberOption(t, 1));
}

/** What both methods of the daemon are told of it. */
export function questionParams(question: string, options: QuestionOptions): AskParams & PreviewParams {
  const { profile, model, needs, maxFirstPartMs, maxCostUsd, maxOutputTokens } = options;
  return {
    chat: {
      messages: [textMessage('user', question)],
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    },
    ...(profile !== undefined && { profile }),
    ...(model !== undefined && { model }),
    ...(needs !== undefined && { needs: [...needs] }),
    ...(maxFirstPartMs !== undefined && { maxFirstPartMs }),
    ...(maxCostUsd !== undefined && { maxCostUsd }),
  };
}

/** For an option that may be given again. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
