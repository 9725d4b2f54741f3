/** The rules of a profile, looked up once so that a request only compares: the first that fits decides. Pure. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Range, RuleConditions } from '../../protocol/rule-configuration.ts';
import type { Strategy } from '../../protocol/strategy.ts';
import { isWithin, type LocalTime } from './local-time.ts';
import { fitsAny, fitsAnyFolder } from './pattern.ts';
import { featureName, type RequestFacts } from './request-facts.ts';

export interface RoutingRule {
  /** As it is called in reasons: its name, else its number. */
  readonly name: string;
  readonly why: string | null;
  readonly when: RuleConditions;
  /** The only targets that serve; `null`: those of the profile. */
  readonly only: ReadonlySet<string> | null;
  readonly excluded: ReadonlySet<string>;
  readonly strategy: Strategy | null;
  readonly anyModel: boolean;
}

/** What of a profile the router goes by. */
export interface RoutingProfile {
  readonly name: string;
  readonly settings: RoutingSettings;
  /** Targets that come after all others. */
  readonly fallback: ReadonlySet<string>;
  readonly rules: readonly RoutingRule[];
}

export type RoutingSettings = Pick<
  ProfileSettings,
  'strategy' | 'weights' | 'unknownModel' | 'constraints' | 'affinity' | 'maxOutputTokens'
>;

/** `null`: none applies. `localTime` is asked only where a rule goes by the time of day. */
export function ruleFor(
  { rules }: Pick<RoutingProfile, 'rules'>,
  facts: RequestFacts,
  localTime: () => LocalTime | null,
): RoutingRule | null {
  return rules.find(({ when }) => applies(when, facts, localTime)) ?? null;
}

export function goesByTime({ rules }: Pick<RoutingProfile, 'rules'>): boolean {
  return rules.some(({ when }) => when.time !== undefined);
}

/** How a rule is spoken of in a reason. */
export function ruleInWords({ name, why }: RoutingRule): string {
  return why === null ? `rule ${name}` : `rule ${name}: ${why}`;
}

function applies(when: RuleConditions, facts: RequestFacts, localTime: () => LocalTime | null): boolean {
  const { features, maxFirstPartMs, commands, languages, workspaces, branches, inputTokens, time } = when;
  if (features !== undefined && !features.some((feature) => facts.needs.includes(featureName(feature)))) return false;
  if (maxFirstPartMs !== undefined && !isIn(maxFirstPartMs, facts.maxFirstPartMs)) return false;
  if (inputTokens !== undefined && !isIn(inputTokens, facts.inputTokens)) return false;
  if (commands !== undefined && !fits(commands, facts.command)) return false;
  if (languages !== undefined && !fits(languages, facts.language)) return false;
  if (branches !== undefined && !fits(branches, facts.branch)) return false;
  if (workspaces !== undefined && (facts.workspace === null || !fitsAnyFolder(workspaces, facts.workspace)))
    return false;
  if (time === undefined) return true;
  const now = localTime();
  return now !== null && isWithin(time, now);
}

function isIn({ atLeast, atMost, below }: Range, value: number | null): boolean {
  if (value === null) return false;
  if (atLeast !== undefined && value < atLeast) return false;
  if (atMost !== undefined && value > atMost) return false;
  return below === undefined || value < below;
}

function fits(patterns: readonly string[], value: string | null): boolean {
  return value !== null && fitsAny(patterns, value);
}
