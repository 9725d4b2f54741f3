/** `dualtrack ask`: one question, its answer as it comes, and what it cost. */
import type { AskParams, AskProgress, AskResult } from '../protocol/ask.ts';
import { failureMessageIn } from '../protocol/failure-messages.ts';
import { methods } from '../protocol/methods.ts';
import type { Translate } from '../protocol/translate.ts';
import { totalInputTokens, totalOutputTokens } from '../protocol/usage.ts';
import { AnswerMedia } from './answer-media.ts';
import { withDaemon } from './connect.ts';
import { costIn } from './cost.ts';
import { IncompleteAnswer } from './exit.ts';
import { orWrongName } from './named.ts';
import { readQuestion } from './question.ts';
import { type QuestionOptions, questionParams } from './question-options.ts';
import { warnOf } from './status.ts';
import { visible } from './visible.ts';

export interface AskOptions extends QuestionOptions {
  readonly temperature?: number;
  readonly stream: boolean;
  readonly allowOverBudget?: boolean;
  readonly json?: boolean;
  /** Where pictures and sound of the answer are saved. */
  readonly media?: string;
}

/** Rejects with `IncompleteAnswer` when the answer was cut: what came of it is printed all the same. */
export async function ask(
  prompt: string | undefined,
  options: AskOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const params = toParams(await readQuestion(prompt, options.file ?? [], t), options);
  const json = options.json ?? false;
  const printer = new Printer();
  const media = new AnswerMedia(options.media);
  await media.prepare();
  const prints = options.stream && !json;
  const told = (progress: AskProgress) => {
    media.progress(progress);
    if (prints) printer.progress(progress);
  };
  // Whoever wants the end alone is not told before: until then another target may still take over.
  const onProgress = prints || options.media !== undefined ? told : undefined;
  const { result, problems } = await withDaemon(options, interrupted, async (daemon) => {
    const asked = daemon.request(methods.ask, params, { signal: interrupted, onProgress });
    const result = await orWrongName(daemon, options, asked);
    // A track that was refused leaves its requests to the sandbox: whoever meant a real model is told why it was none.
    const { problems } = result.simulated ? await daemon.request(methods.status, {}) : { problems: [] };
    return { result, problems };
  });
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    printer.end(result);
    process.stdout.write(sourcesOf(result, t));
  }
  for (const warning of result.warnings ?? [])
    process.stderr.write(`${t('warning: {0}', failureMessageIn(warning, t))}\n`);
  process.stderr.write(`${costLine(result, t)}\n`);
  for (const line of await media.end(result, t)) process.stderr.write(`${line}\n`);
  warnOf(problems, t);
  if (!result.complete) throw new IncompleteAnswer();
}

export function toParams(question: string, options: AskOptions): AskParams {
  const params = questionParams(question, options);
  const { temperature, stream, allowOverBudget } = options;
  return {
    ...params,
    chat: { ...params.chat, ...(temperature !== undefined && { temperature }) },
    stream,
    origin: { command: 'ask' },
    ...(allowOverBudget === true && { allowOverBudget: true }),
  };
}

/** What the answer rests on, below it; empty where nothing was named. */
export function sourcesOf({ sources = [] }: AskResult, t: Translate): string {
  if (sources.length === 0) return '';
  const lines = sources.map(({ url, title }, at) => `${at + 1}. ${title === undefined ? url : `${title}: ${url}`}`);
  return `\n${[t('Sources:'), ...lines.map((line) => (process.stdout.isTTY ? visible(line) : line))].join('\n')}\n`;
}

/** One line: who answered, how much, for how much, how long; `≈` marks our own estimate. */
function costLine(result: AskResult, t: Translate): string {
  const about = result.measured ? '' : '≈ ';
  const { usage } = result;
  const billed = `${about}${costIn(result.billedCostNanoUsd, t)}`;
  const list = result.listCostNanoUsd;
  const cost = list === result.billedCostNanoUsd ? billed : t('{0} (list {1})', billed, costIn(list, t));
  return [
    result.target,
    usage === null
      ? t('tokens unknown')
      : t('{0} in, {1} out', about + totalInputTokens(usage), totalOutputTokens(usage)),
    result.simulated ? t('{0} simulated', cost) : cost,
    ...(result.attempts > 1 ? [t('{0} attempts', result.attempts)] : []),
    t('{0} s', (result.totalMs / 1000).toFixed(2)),
    ...(result.complete && result.finishReason === 'length' ? [t('stopped at its limit of output tokens')] : []),
    ...(result.complete ? [] : [t('incomplete: {0}', failureTold(result, t))]),
  ].join(' · ');
}

function failureTold({ failure }: AskResult, t: Translate): string {
  return failure === undefined ? t('the answer was cut') : failureMessageIn(failure.message, t);
}

/** Writes the text as it comes, and what is left of it at the end. */
class Printer {
  #printed = '';

  progress(progress: AskProgress): void {
    if (progress.kind !== 'parts') return;
    for (const part of progress.parts) {
      if (part.choiceIndex === 0 && (part.type === 'text-delta' || part.type === 'refusal')) this.#write(part.text);
    }
  }

  /** A terminal's next prompt begins on a line of its own. */
  end({ text }: AskResult): void {
    this.#write(text.slice(this.#printed.length));
    if (!this.#printed.endsWith('\n')) process.stdout.write('\n');
  }

  #write(text: string): void {
    this.#printed += text;
    // Into a file it goes as it came.
    process.stdout.write(process.stdout.isTTY ? visible(text) : text);
  }
}
