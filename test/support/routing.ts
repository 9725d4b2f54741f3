/** What tests of the router share: configurations of tracks, health as it is claimed to be, and plans by their names. */
import { RequestError } from '../../server/request-error.ts';
import { type TargetHealth, unheardOf } from '../../server/routing/candidate.ts';
import type { RoutePlan } from '../../server/routing/route-plan.ts';
import { type Circumstances, type Health, planRoute } from '../../server/routing/router.ts';
import { chatRequest, configurationOf } from './configuration.ts';

type Fields = Readonly<Record<string, unknown>>;

export function relayWith(models: Fields, more: Fields = {}) {
  return { provider: 'openai-compatible', baseUrl: 'http://192.0.2.1/v1', models, ...more };
}

export function vertexWith(models: Fields, location = 'us-central1') {
  return { provider: 'vertex', project: 'p', location, models };
}

/** The same for input and output, in US dollars per million tokens. */
export function priced(usd: number, more: Fields = {}) {
  return { price: { inputUsdPerMTok: usd, outputUsdPerMTok: usd }, ...more };
}

/** Nothing has been heard of any target. */
export const unmeasured: Health = { of: () => unheardOf };

/** What is claimed of targets, by name. */
export function healthOf(claims: Readonly<Record<string, Partial<TargetHealth>>>): Health {
  return { of: ({ name }) => ({ ...unheardOf, ...claims[name] }) };
}

/** As measured so often that nothing assumed counts any more; by target name. */
export function measured(firstPartMs: Readonly<Record<string, number>>): Health {
  return {
    of: ({ name }) => {
      const firstPartP50Ms = firstPartMs[name] ?? null;
      return { ...unheardOf, firstPartP50Ms, attempts: firstPartP50Ms === null ? 0 : 1_000_000 };
    },
  };
}

export function planOf(
  file: unknown,
  changes: Parameters<typeof chatRequest>[0] = {},
  circumstances: Partial<Circumstances> = {},
): RoutePlan {
  return planRoute(chatRequest(changes), configurationOf(file), { health: unmeasured, ...circumstances });
}

/** The targets of a plan by name, in order. Throws the plan's refusal. */
export function namesOf({ targets, refusal }: RoutePlan): string[] {
  if (refusal !== null) throw refusal;
  return targets.map(({ target }) => target.name);
}

export function refusalOf(act: () => unknown): RequestError {
  try {
    act();
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}
