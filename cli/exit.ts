/** What an error means for whoever runs the command: one sentence, and an exit code. */
import { CommanderError } from 'commander';
import { DaemonUnavailable, InvalidParams, RequestFailed } from '../client/errors.ts';
import { clientMessageIn } from '../client/messages.ts';
import { failureAdvice } from '../protocol/failure-advice.ts';
import { failureMessageIn } from '../protocol/failure-messages.ts';
import { english, type Saying, saying, sayingIn, type Translate } from '../protocol/translate.ts';
import { visible } from './visible.ts';

/** The command line, or what it names, is wrong: exit code 2. It is put into the terminal's language when it is told. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly saying: Saying;

  constructor(text: string, ...values: (string | number | Saying)[]) {
    const said = saying(text, ...values);
    super(sayingIn(said, english));
    this.saying = said;
  }
}

/** The request failed or was cut, and everything there is to say about it has been said: exit code 1. */
export class IncompleteAnswer extends Error {
  override readonly name = 'IncompleteAnswer';
}

export function exitCodeOf(error: unknown, interrupted: boolean): 0 | 1 | 2 | 130 {
  if (interrupted) return 130;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError || error instanceof InvalidParams) return 2;
  if (error instanceof DaemonUnavailable && error.startCode === 2) return 2;
  return 1;
}

/** To standard error; the argument parser and an incomplete answer have told theirs already. */
export function reportError(
  error: unknown,
  interrupted: boolean,
  t: Translate,
  byOption: (message: string) => string,
): void {
  if (interrupted || error instanceof CommanderError || error instanceof IncompleteAnswer) return;
  for (const line of errorLines(error, t, byOption)) console.error(visible(line));
}

/** The kind stays as it is, for scripts and searches; what can be done follows, for readers of another language with the kind in theirs. */
export function errorLines(
  error: unknown,
  t: Translate,
  byOption: (message: string) => string = (message) => message,
): readonly string[] {
  if (error instanceof UsageError) return [`dualtrack: ${sayingIn(error.saying, t)}`];
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof RequestFailed)) {
    const told = failureMessageIn(clientMessageIn(message, t), t);
    return [`dualtrack: ${error instanceof InvalidParams ? byOption(told) : told}`];
  }
  const { kind } = error.failure;
  const told = `dualtrack: ${kind}: ${failureMessageIn(message, t)}`;
  if (kind === 'over-budget') return [told, t('to go over it once, ask with --allow-over-budget')];
  if (kind === 'no-price') return [told, t('to go on, name its price there, or ask once with --allow-over-budget')];
  const advice = failureAdvice(kind, t);
  const inWords = t(kind);
  return [told, inWords === kind ? advice : t('{0}: {1}', inWords, advice)];
}
