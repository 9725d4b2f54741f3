/** Writes decisions as lines. What does not change from request to request is written once for each file. */
import { createHash } from 'node:crypto';
import { type TargetFacts, type TargetHealth, unheardOf } from '../routing/candidate.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import type { RoutingProfile } from '../routing/rules.ts';
import type { LineToWrite, StoredProfile, StoredTarget } from './stored-lines.ts';

export interface Planned {
  readonly requestId: string;
  readonly atEpochMs: number;
  readonly plan: RoutePlan;
}

/** A line that others refer to, by an id that is made of its content. */
interface Known {
  readonly id: string;
  readonly line: string;
}

export class LineWriter {
  readonly #known = new WeakMap<object, Known>();
  /** Ids of the lines that the file holds. */
  readonly #written = new Set<string>();

  /** Another file is begun: it holds nothing yet. */
  restart(): void {
    this.#written.clear();
  }

  /** The lines of a decision, those it refers to before it, each with its line break. */
  decision({ requestId, atEpochMs, plan }: Planned): string {
    const { inputs, targets, excluded } = plan;
    const { facts, profile, localTime, asked, home, candidates } = inputs;
    const lines: string[] = [];
    const refer = (object: object, toLine: (id: string) => LineToWrite): string => {
      const known = this.#refer(object, toLine);
      if (!this.#written.has(known.id)) {
        this.#written.add(known.id);
        lines.push(known.line);
      }
      return known.id;
    };
    const line: LineToWrite = {
      kind: 'decision',
      requestId,
      atEpochMs,
      profile: refer(profile, (id) => ({ kind: 'profile', id, profile: storedProfile(profile) })),
      facts: { ...facts, needs: [...facts.needs] },
      localTime,
      asked,
      home,
      candidates: candidates.map(({ target, health, expected }) => ({
        target: refer(target, (id) => ({ kind: 'target', id, target: storedTarget(target) })),
        health: told(health),
        expected: [expected.inputTokens, expected.outputBound, expected.usualOutputTokens, expected.warmTokens],
      })),
      targets: targets.map(({ target, reason }) => ({ target: target.name, reason })),
      excluded: [...excluded],
    };
    return [...lines, textOf(line)].join('');
  }

  #refer(object: object, toLine: (id: string) => LineToWrite): Known {
    const before = this.#known.get(object);
    if (before !== undefined) return before;
    const id = createHash('sha256')
      .update(textOf(toLine('')))
      .digest('base64url')
      .slice(0, 16);
    const known = { id, line: textOf(toLine(id)) };
    this.#known.set(object, known);
    return known;
  }
}

export function textOf(line: LineToWrite): string {
  return `${JSON.stringify(line)}\n`;
}

const nothingTold: ReadonlyMap<string, unknown> = new Map(Object.entries(unheardOf));

function told(health: TargetHealth): Partial<TargetHealth> {
  return Object.fromEntries(Object.entries(health).filter(([name, value]) => nothingTold.get(name) !== value));
}

function storedTarget(target: TargetFacts): StoredTarget {
  const {
    name,
    model,
    upstreamModel,
    nominalPrice,
    contextWindow,
    maxOutputTokens,
    simulated,
    features,
    goodFor,
    track,
  } = target;
  return {
    name,
    model,
    ...(upstreamModel !== model && { upstreamModel }),
    nominalPrice: nominalPrice === null ? null : { ...nominalPrice, tiers: [...nominalPrice.tiers] },
    contextWindow,
    maxOutputTokens,
    simulated,
    features: features === null ? null : [...features],
    goodFor: [...goodFor],
    priorFirstPartMs: target.priorFirstPartMs,
    track: { name: track.name, provider: track.provider, region: track.region, terms: track.terms },
  };
}

function storedProfile({ name, settings, fallback, rules }: RoutingProfile): StoredProfile {
  const { strategy, weights, unknownModel, constraints, affinity, maxOutputTokens } = settings;
  return {
    name,
    settings: { strategy, weights, unknownModel, constraints, affinity, maxOutputTokens },
    fallback: [...fallback],
    rules: rules.map((rule) => ({
      ...rule,
      only: rule.only === null ? null : [...rule.only],
      excluded: [...rule.excluded],
    })),
  };
}
