/** What a request would come to at each target of its plan: tokens, counted where the tokenizer is the model's own, and cost. */
import type { Chat } from '../../protocol/message.ts';
import type { Preview, PreviewTarget } from '../../protocol/preview.ts';
import { type Estimator, estimatedUsage, estimateInputTokens, expectedInputTokens } from '../catalogue/estimate.ts';
import { costOf } from '../ledger/money.ts';
import { worstCaseAt, worstCaseOf } from '../ledger/worst-case.ts';
import { unheardOf } from '../routing/candidate.ts';
import { outputBound } from '../routing/policy.ts';
import type { PlannedTarget, RoutePlan } from '../routing/route-plan.ts';
import type { Target } from '../routing/target.ts';

export interface PreviewFacts {
  readonly chat: Chat;
  /** The plan, and perhaps one over the targets it does not name. */
  readonly plans: readonly [RoutePlan, ...RoutePlan[]];
  /** Input tokens by the tokenizer that OpenAI's models share; `null`: they could not be counted. */
  readonly countedTokens: number | null;
  /** Input tokens as the upstream counted them, by target. */
  readonly upstreamTokens: ReadonlyMap<string, number>;
  readonly estimator: Estimator;
}

export function previewOf({ chat, plans, countedTokens, upstreamTokens, estimator }: PreviewFacts): Preview {
  const plainTokens = estimateInputTokens(chat);
  const choices = chat.choices ?? 1;
  const [plan] = plans;
  const ofTarget = (planned: PlannedTarget, { profile, inputs }: RoutePlan): PreviewTarget => {
    const { target, reason, figures } = planned;
    const health = inputs.candidates.find((candidate) => candidate.target === target)?.health ?? unheardOf;
    const counted = upstreamTokens.get(target.name) ?? (isCountable(target) ? countedTokens : null);
    const exact = counted !== null;
    const inputTokens = counted ?? expectedInputTokens(estimator, target.name, plainTokens);
    const maxOutputTokens = outputBound(chat.maxOutputTokens, profile.settings, target);
    const usual = estimator.usualOutputTokens(target.name);
    const usualOutputTokens = usual === null ? null : Math.min(usual, maxOutputTokens);
    const bounded = { ...chat, maxOutputTokens };
    const worst = worstCaseOf({ chat: bounded, needs: plan.inputs.facts.needs, target, plainTokens }, estimator);
    const costWith = (outputTokens: number) => billed(target, inputTokens, outputTokens * choices);
    return {
      target: target.name,
      reason,
      inputTokens,
      exact,
      usualOutputTokens,
      maxOutputTokens,
      estimatedCostNanoUsd: {
        low: costWith(0),
        usual: usualOutputTokens === null ? null : costWith(usualOutputTokens),
        high: worstCaseAt(target, { ...worst, inputTokens: Math.max(worst.inputTokens, inputTokens) }),
      },
      firstPartMs: figures.firstPartMs,
      breaker: health.breaker,
      room: health.room,
      contextWindow: target.contextWindow,
      inPlan: profile === plan.profile,
      simulated: target.simulated,
    };
  };
  const targets = plans.flatMap((one) => one.targets.map((planned) => ofTarget(planned, one)));
  const [first] = targets;
  return {
    profile: plan.profile.name,
    inputTokens: first?.inputTokens ?? plainTokens,
    exact: first?.exact ?? false,
    targets,
    excluded: plans.flatMap((one) => one.excluded.map(({ target, reason }) => ({ target, reason }))),
  };
}

const sharedTokenizer = /^(openai\/)?(gpt-(4o|4\.1|4\.5|5)|chatgpt-4o|o[134])(?=$|[-.:])/;

/** OpenAI's models since GPT-4o, whoever sells them; everyone else counts by a tokenizer we do not have. */
export function isCountable({ upstreamModel, simulated }: Target): boolean {
  return !simulated && sharedTokenizer.test(upstreamModel);
}

function billed(target: Target, inputTokens: number, outputTokens: number): number | null {
  const pricing = { nominal: target.nominalPrice, list: null, terms: target.track.terms };
  return costOf(estimatedUsage(inputTokens, outputTokens), pricing).billedCostNanoUsd;
}
