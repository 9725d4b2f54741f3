/**
 * What measured usage has taught of each target: how far our plain estimate of an input is off there, and how long
 * answers usually are. Pure; recent attempts weigh more, and long inputs more than short ones.
 */
import type { Chat } from '../../protocol/message.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../protocol/usage.ts';
import type { Estimator } from './estimate.ts';
import { estimateInputTokens, isTextOnly } from './estimate.ts';

export interface Learned {
  /** Input tokens as measured and as plainly estimated, both fading at the same pace: their quotient is the factor. */
  readonly measuredTokens: number;
  readonly plainTokens: number;
  /** Fading mean of the output tokens of an answer. */
  readonly outputTokens: number;
}

/** The weight an older answer keeps when another comes: about the last 50 count. */
const kept = 0.98;
/** So many tokens stand for the plain estimate at the beginning, so that one short prompt does not turn it over. */
const priorTokens = 200;
/** Beyond these the measure is of something else than our text, such as instructions that a relay adds. */
const leastFactor = 0.25;
const mostFactor = 8;

export class LearnedEstimates implements Estimator {
  readonly #byTarget: Map<string, Learned>;

  constructor(learned: Iterable<readonly [string, Learned]> = []) {
    this.#byTarget = new Map(learned);
  }

  /** By target name, for keeping. */
  entries(): readonly (readonly [string, Learned])[] {
    return [...this.#byTarget];
  }

  inputTokens(target: string, plainTokens: number): number {
    const learned = this.#byTarget.get(target);
    if (learned === undefined) return plainTokens;
    const factor = learned.measuredTokens / learned.plainTokens;
    return Math.ceil(plainTokens * Math.min(mostFactor, Math.max(leastFactor, factor)));
  }

  usualOutputTokens(target: string): number | null {
    const learned = this.#byTarget.get(target);
    return learned === undefined ? null : Math.ceil(learned.outputTokens);
  }

  /** Takes from a booked answer what is left to learn where its question is gone: how long answers are. */
  recall(target: string, usage: Usage): void {
    if (usage.inconsistent) return;
    const before = this.#byTarget.get(target);
    this.#byTarget.set(target, {
      measuredTokens: before?.measuredTokens ?? priorTokens,
      plainTokens: before?.plainTokens ?? priorTokens,
      outputTokens: blended(before, totalOutputTokens(usage)),
    });
  }

  /** Images and sounds have sizes of their own, and what does not add up teaches nothing. */
  learn(target: string, chat: Chat, usage: Usage): boolean {
    if (usage.inconsistent || !isTextOnly(chat)) return false;
    const before = this.#byTarget.get(target);
    const outputTokens = totalOutputTokens(usage) / (chat.choices ?? 1);
    this.#byTarget.set(target, {
      measuredTokens: (before?.measuredTokens ?? priorTokens) * kept + totalInputTokens(usage),
      plainTokens: (before?.plainTokens ?? priorTokens) * kept + estimateInputTokens(chat),
      outputTokens: blended(before, outputTokens),
    });
    return true;
  }
}

function blended(before: Learned | undefined, outputTokens: number): number {
  return before === undefined ? outputTokens : before.outputTokens * kept + outputTokens * (1 - kept);
}
