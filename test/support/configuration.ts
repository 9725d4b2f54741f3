/** Configurations for tests, through the same parser and resolver as everybody's; one that is wrong fails the test. */
import { textMessage } from '../../protocol/message.ts';
import type { ResolvedConfiguration } from '../../server/configuration/port.ts';
import { createConfigurationStore } from '../../server/configuration/store.ts';
import type { ChatRequest, Origin } from '../../server/pipeline/service.ts';
import type { Target } from '../../server/routing/target.ts';

export function configurationOf(file: unknown): ResolvedConfiguration {
  const configuration = createConfigurationStore(file).current();
  if (configuration.problems.length > 0)
    throw new Error(configuration.problems.map(({ message }) => message).join('\n'));
  return configuration;
}

/** Tracks of one model `m` each, and a profile `default` over them in that order. */
export function tracksNamed(names: readonly string[], profile: Readonly<Record<string, unknown>> = {}) {
  const models = { m: { price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } } };
  return {
    tracks: Object.fromEntries(
      names.map((name) => [name, { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models }]),
    ),
    profiles: { default: { strategy: 'priority', targets: names.map((name) => `m@${name}`), ...profile } },
  };
}

export function targetOf(configuration: ResolvedConfiguration, name: string): Target {
  const target = configuration.targets.get(name);
  if (target === undefined) throw new Error(`no target ${name}`);
  return target;
}

/** A client of which nothing else is known. */
export const testOrigin: Origin = {
  client: 'test',
  window: null,
  workspace: null,
  branch: null,
  language: null,
  command: null,
  conversation: null,
  parentRequest: null,
};

/** A streamed request of one short question. */
export function chatRequest(changes: Partial<ChatRequest> = {}): ChatRequest {
  return {
    chat: { messages: [textMessage('user', 'What does this do?')] },
    profile: 'default',
    model: null,
    needs: [],
    maxFirstPartMs: null,
    maxCostUsd: null,
    stream: true,
    collected: false,
    allowOverBudget: false,
    origin: testOrigin,
    ...changes,
  };
}
