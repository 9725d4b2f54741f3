/** Asks the person at the terminal for a yes before something is done that costs money. */
import { createInterface } from 'node:readline/promises';
import type { Translate } from '../protocol/translate.ts';
import { UsageError } from './exit.ts';

/** On standard error. Throws `UsageError` where nobody can answer. */
export async function confirmed(question: string, interrupted: AbortSignal, t: Translate): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('nobody is at this terminal to say yes: nothing was sent; --yes says it');
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(t('{0} [y/N] ', question), { signal: interrupted });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
