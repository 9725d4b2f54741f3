/**
 * Keeps what was learned of targets in a small file, written beside the requests. When it is lost, the ledger's latest
 * rows tell again how long answers are; how far the plain estimate is off is learned anew, since no row keeps its question.
 */
import * as path from 'node:path';
import * as z from 'zod';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Estimator } from '../catalogue/estimate.ts';
import { LearnedEstimates } from '../catalogue/learned-estimates.ts';
import type { Clock } from '../clock.ts';
import { diskFiles, type LedgerFiles } from './files.ts';
import { createStore } from './store.ts';

const tokens = z.number().nonnegative().finite();
const learnedSchema = z.object({
  measuredTokens: tokens,
  plainTokens: tokens.positive(),
  outputTokens: tokens,
});
const fileSchema = z.object({ version: z.literal(1), targets: z.array(z.tuple([z.string(), learnedSchema])) });

export interface KeptEstimates extends Estimator {
  /** Writes what was learned since. */
  close(): Promise<void>;
}

export interface KeepEstimatesOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly files?: LedgerFiles;
  /** The ledger's latest rows, newest first. */
  recent(): readonly AttemptRow[];
  /** Told of a file that is damaged or cannot be written: estimates are the worse for it, nothing else is. */
  onProblem(message: string): void;
}

const writtenAfterMs = 60_000;

export async function keepEstimates(options: KeepEstimatesOptions): Promise<KeptEstimates> {
  const { directory, clock, files = diskFiles, onProblem } = options;
  const file = path.join(directory, 'estimates.json');
  const store = createStore(files, file, fileSchema);
  const content = await store.read();
  if (content.status === 'corrupt') onProblem(`${file} is learned anew: ${content.reason}`);
  const learned = new LearnedEstimates(content.status === 'good' ? content.data.targets : []);
  if (content.status !== 'good') recallFrom(options.recent(), learned);
  let cancelTimer: (() => void) | null = null;
  let writing = Promise.resolve();

  const write = () => {
    cancelTimer?.();
    cancelTimer = null;
    const targets = learned.entries().map(([target, one]): [string, typeof one] => [target, one]);
    writing = writing
      .then(() => store.write({ version: 1, targets }))
      .catch((error: unknown) => onProblem(`${file} could not be written: ${String(error)}`));
    return writing;
  };

  return {
    inputTokens: (target, plainTokens) => learned.inputTokens(target, plainTokens),
    usualOutputTokens: (target) => learned.usualOutputTokens(target),
    learn(target, chat, usage) {
      const taught = learned.learn(target, chat, usage);
      if (taught) cancelTimer ??= clock.after(writtenAfterMs, () => void write());
      return taught;
    },
    async close() {
      if (cancelTimer !== null) await write();
      else await writing;
    },
  };
}

function recallFrom(newestFirst: readonly AttemptRow[], learned: LearnedEstimates): void {
  for (const { target, outcome, measured, simulated, usage } of newestFirst.toReversed()) {
    if (outcome === 'success' && measured && !simulated && usage !== null) learned.recall(target, usage);
  }
}
