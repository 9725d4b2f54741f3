/** How hard a model is asked to think: OpenAI's efforts in the words of each generation of Gemini. */
import type { Json } from '../json.ts';
import { cannotBeAsked, type LeftOut } from './left-out.ts';

/** Tokens of thought, as Google's own compatible endpoint gives them for each effort. */
const budgets: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
};
const levels: Readonly<Record<string, string>> = {
  none: 'minimal',
  minimal: 'minimal',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
};
/** What the models that cannot stop thinking are asked for instead. */
const leastProBudget = 128;

/** The `thinkingConfig` for `reasoning_effort`. Thoughts are shown where any are asked for. */
export function toThinking(effort: unknown, model: string, leftOut: LeftOut): Json {
  const level = typeof effort === 'string' ? levels[effort] : undefined;
  if (typeof effort !== 'string' || level === undefined)
    throw cannotBeAsked('reasoning_effort', `must be one of ${Object.keys(levels).join(', ')}`);
  const isPro = /-pro\b/.test(model);
  if (effort === 'none' && isPro)
    leftOut.note('reasoning_effort', `the least there is, because ${model} always thinks`);
  const shown = effort === 'none' ? {} : { includeThoughts: true };
  if (isThirdGeneration(model)) return { ...shown, thinkingLevel: isPro && level === 'minimal' ? 'low' : level };
  const budget = budgets[effort] ?? 0;
  return { ...shown, thinkingBudget: isPro ? Math.max(budget, leastProBudget) : budget };
}

/** From Gemini 3 on there are levels instead of budgets, and calls of tools are signed. */
export function isThirdGeneration(model: string): boolean {
  return /gemini-([3-9]|\d\d)/.test(model);
}
