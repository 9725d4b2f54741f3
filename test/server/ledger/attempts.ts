/** Attempts to book in tests: targets, intents and ends with defaults, and a ledger on files in memory. */
import type { Usage } from '../../../protocol/usage.ts';
import { noUsage } from '../../../protocol/usage.ts';
import { type Price, simplePrice } from '../../../server/catalogue/price.ts';
import { type LedgerOptions, type OpenLedger, openLedger } from '../../../server/ledger/ledger.ts';
import type { AttemptEnd, AttemptIntent } from '../../../server/ledger/port.ts';
import type { LedgerProblem } from '../../../server/ledger/problems.ts';
import type { Origin } from '../../../server/pipeline/service.ts';
import { dollarForDollar, noLimits, type Target, type Terms } from '../../../server/routing/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryFiles } from './memory-files.ts';

export const directory = '/data';
const gptPrice = simplePrice(8, 8, 'configuration');

export function target(
  name = 'gpt-4.1@relay',
  options: { price?: Price | null; listPrice?: Price; simulated?: boolean; terms?: Terms } = {},
): Target {
  const at = name.lastIndexOf('@');
  const model = name.slice(0, at);
  return {
    name,
    model,
    upstreamModel: model,
    track: {
      name: name.slice(at + 1),
      provider: options.simulated === true ? 'sandbox' : 'openai-compatible',
      baseUrl: null,
      google: null,
      region: null,
      apiKey: null,
      terms: options.terms ?? dollarForDollar,
      limits: noLimits,
      simulation: null,
      discovered: false,
      resilience: {},
      onAbort: 'estimate',
    },
    nominalPrice: options.price === undefined ? gptPrice : options.price,
    listPrice: options.listPrice ?? null,
    contextWindow: null,
    maxOutputTokens: null,
    reasoning: false,
    features: new Set(),
    goodFor: new Set(),
    priorFirstPartMs: null,
    simulated: options.simulated ?? false,
  };
}

export const sandboxTarget = target('gpt-4.1@sandbox', { simulated: true });
export const freeTarget = target('llama@ollama', { price: simplePrice(0, 0, 'local') });

const origin: Origin = {
  client: 'VS Code',
  window: 'w1',
  workspace: '/home/ada/engine',
  branch: 'main',
  language: 'typescript',
  command: 'explain',
  conversation: null,
  parentRequest: null,
};

export function intent(
  clock: FakeClock,
  requestId: string,
  more: Partial<Omit<AttemptIntent, 'requestId' | 'origin'>> & { origin?: Partial<Origin> } = {},
): AttemptIntent {
  return {
    attempt: 1,
    target: target(),
    profile: 'default',
    startedAtEpochMs: clock.epochMs(),
    worstCase: { inputTokens: 1000, outputTokens: 2048 },
    heldNanoUsd: 0,
    ...more,
    requestId,
    origin: { ...origin, ...more.origin },
  };
}

export function usage(inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage {
  return { ...noUsage, inputTokens, outputTokens, ...more };
}

export function end(more: Partial<AttemptEnd> = {}): AttemptEnd {
  return {
    outcome: 'success',
    measuredUsage: usage(100, 50),
    rawUsage: { prompt_tokens: 100, completion_tokens: 50 },
    estimatedUsage: usage(90, 45),
    billable: true,
    abortPolicy: null,
    firstPartMs: 40,
    totalMs: 200,
    servedModel: 'gpt-4.1-2025',
    ...more,
  };
}

export interface Opened {
  readonly ledger: OpenLedger;
  readonly clock: FakeClock;
  readonly files: MemoryFiles;
  readonly problems: readonly LedgerProblem[];
}

/** A ledger on files in memory. Each opening has a process id of its own and its predecessor's process is gone. */
export async function open(
  more: Partial<LedgerOptions> & { clock?: FakeClock; files?: MemoryFiles } = {},
): Promise<Opened> {
  const clock = more.clock ?? new FakeClock();
  const files = more.files ?? new MemoryFiles();
  const problems: LedgerProblem[] = [];
  nextPid += 1;
  const pid = nextPid;
  const ledger = await openLedger({
    directory,
    timeZone: 'UTC',
    pid,
    identifyProcess: (asked) => (asked === pid ? `process ${pid}` : null),
    onProblem: (problem) => problems.push(problem),
    ...more,
    clock,
    files,
  });
  return { ledger, clock, files, problems };
}

let nextPid = 1000;
