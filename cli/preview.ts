/** `dualtrack preview`: what a question would cost at each target, before it is asked. */
import { semicolonList } from '../protocol/joined.ts';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd } from '../protocol/money.ts';
import type { Preview } from '../protocol/preview.ts';
import { routeReasonIn } from '../protocol/route-reasons.ts';
import type { Translate } from '../protocol/translate.ts';
import { withDaemon } from './connect.ts';
import { orWrongName } from './named.ts';
import { readQuestion } from './question.ts';
import { type QuestionOptions, questionParams } from './question-options.ts';
import { table } from './table.ts';

export interface PreviewOptions extends QuestionOptions {
  readonly json?: boolean;
}

export async function preview(
  prompt: string | undefined,
  options: PreviewOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const params = questionParams(await readQuestion(prompt, options.file ?? [], t), options);
  const found = await withDaemon(options, interrupted, (daemon) =>
    orWrongName(daemon, options, daemon.request(methods.preview, params, { signal: interrupted })),
  );
  process.stdout.write(`${options.json ? JSON.stringify(found) : previewText(found, t)}\n`);
}

/** One line a target in the order they would be tried; `≈` marks our own estimate of its input. */
export function previewText({ targets, excluded }: Preview, t: Translate): string {
  const figures = [t('input'), t('output'), t('at least'), t('usually'), t('at most')].map((name) => `>${name}`);
  const heading = [t('target'), ...figures, t('note')];
  const rows = targets.map((one) => [
    one.target,
    `${one.exact ? '' : '≈ '}${one.inputTokens}`,
    `≤ ${one.maxOutputTokens}`,
    ...[one.estimatedCostNanoUsd.low, one.estimatedCostNanoUsd.usual, one.estimatedCostNanoUsd.high].map((nanoUsd) =>
      nanoUsd === null ? '?' : formatNanoUsd(nanoUsd),
    ),
    semicolonList([routeReasonIn(one.reason, t), ...(one.simulated ? [t('simulated')] : [])], t),
  ]);
  const left = excluded.map(({ target, reason }) => t('left out: {0}: {1}', target, routeReasonIn(reason, t)));
  return [table([heading, ...rows]), ...left].join('\n');
}
