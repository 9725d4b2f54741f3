/** What a person sees of each target before sending: its cost for this question, its speed, whether it can serve. Pure. */
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Preview, PreviewTarget } from '../../protocol/preview.ts';
import { routeReasonIn } from '../../protocol/route-reasons.ts';
import type { Translate } from '../../protocol/translate.ts';
import { formatDuration } from '../answers/cost-line.ts';

export interface CandidateText {
  readonly target: string;
  /** Cost and time. */
  readonly description: string;
  /** Everything else worth knowing. */
  readonly detail: string;
}

export function candidateText(candidate: PreviewTarget, t: Translate): CandidateText {
  const { target, firstPartMs, simulated, reason } = candidate;
  const about = candidate.exact ? '' : '≈ ';
  const time = firstPartMs === null ? t('time unknown') : t('first part ≈ {0}', formatDuration(firstPartMs));
  const tokens = t('{0} tokens in', about + candidate.inputTokens.toLocaleString('en-US'));
  const standing = [breakerText(candidate, t), roomText(candidate, t)].filter((text) => text !== null);
  const cost = simulated ? t('{0} simulated', costRange(candidate, t)) : costRange(candidate, t);
  return {
    target,
    description: `${cost} · ${time}`,
    detail: [tokens, ...windowText(candidate, t), ...standing, routeReasonIn(reason, t)].join(' · '),
  };
}

/** From an answer of no length to the longest; its usual length where one is known. */
function costRange({ estimatedCostNanoUsd: { low, usual, high } }: PreviewTarget, t: Translate): string {
  if (low === null || high === null) return t('price unknown');
  const range = low === high ? formatNanoUsd(low) : `${formatNanoUsd(low)} – ${formatNanoUsd(high)}`;
  return usual === null ? range : t('{0}, usually {1}', range, formatNanoUsd(usual));
}

/** The most that a request may come to at the targets it would be tried at; `null`: unknown. */
export function mostNanoUsd({ targets }: Preview): number | null {
  const planned = targets.filter(({ inPlan, simulated }) => inPlan && !simulated);
  let most = 0;
  for (const {
    estimatedCostNanoUsd: { high },
  } of planned) {
    if (high === null) return null;
    most = Math.max(most, high);
  }
  return most;
}

function windowText({ contextWindow, inputTokens }: PreviewTarget, t: Translate): string[] {
  if (contextWindow === null) return [];
  const percent = (inputTokens / contextWindow) * 100;
  return [t('{0} % of its context window', percent < 1 ? '< 1' : Math.ceil(percent))];
}

function breakerText({ breaker }: PreviewTarget, t: Translate): string | null {
  switch (breaker) {
    case 'closed':
      return null;
    case 'half-open':
    case 'probing':
      return t('circuit breaker half-open');
    case 'open':
      return t('circuit breaker open');
    case 'disabled':
      return t('held out of service');
  }
}

function roomText({ room }: PreviewTarget, t: Translate): string | null {
  if (room === 'never') return t('larger than its limits');
  if (room === 'busy') return t('all its places are taken');
  return room > 0 ? t('limits free in {0}', formatDuration(room)) : null;
}
