/** What a Claude model takes, by its name: the vendor removed sampling and thinking budgets as versions went on. */

export interface ModelTraits {
  /** `temperature`, `top_p` and `top_k` are taken; later models refuse them. */
  readonly takesSampling: boolean;
  /** A conversation may end with the beginning of an answer, which the model goes on with. */
  readonly takesPrefill: boolean;
  /** How thinking is asked for: with a budget of tokens, or with an effort. */
  readonly thinking: 'budget' | 'effort';
}

/** Sampling ended with 4.7, budgets with 4.6 (which takes them still, and is better asked with an effort). */
const firstWithoutSampling = 4.7;
const firstWithEffort = 4.6;
const firstWithoutPrefill = 4.6;

/** A name without a version is taken for a later model's: what it is not sent cannot be refused. */
export function traitsOf(model: string): ModelTraits {
  const named = versionOf(model);
  const version = named ?? Number.POSITIVE_INFINITY;
  return {
    takesSampling: version < firstWithoutSampling,
    takesPrefill: named === null || named < firstWithoutPrefill,
    thinking: version < firstWithEffort ? 'budget' : 'effort',
  };
}

/** `claude-3-7-sonnet-20250219` is 3.7, `claude-opus-4@20250514` is 4, `claude-sonnet-4.5` is 4.5. */
function versionOf(model: string): number | null {
  const found = /claude-(?:[a-z]+-)?(\d{1,2})(?:[-.](\d))?(?!\d)/.exec(model.toLowerCase());
  return found === null ? null : Number(`${found[1]}.${found[2] ?? 0}`);
}
