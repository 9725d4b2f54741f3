/** The rows a bench of the ledger is made of: attempts at a few targets, by a few windows, in a few workspaces and branches. */
import { noUsage } from '../../protocol/usage.ts';
import { simplePrice } from '../../server/catalogue/price.ts';
import type { OpenLedger } from '../../server/ledger/ledger.ts';
import { dollarForDollar, noLimits, type Target } from '../../server/routing/target.ts';

/** Books an attempt whole, intent and settlement; `row` is its number, which decides what it holds. */
export function book(ledger: Pick<OpenLedger, 'intend' | 'settle'>, row: number, startedAtEpochMs: number): void {
  const requestId = `bench-${String(row).padStart(8, '0')}`;
  ledger.intend(intentOf(requestId, row, startedAtEpochMs));
  ledger.settle(requestId, 1, endOf(row));
}

export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const targets = ['gpt-4.1@upstream', 'gpt-4.1@relay', 'claude@relay', 'deepseek@direct'].map(targetNamed);

function intentOf(requestId: string, row: number, startedAtEpochMs: number) {
  return {
    requestId,
    attempt: 1,
    target: targets[row % targets.length] ?? targetNamed('gpt-4.1@upstream'),
    profile: row % 3 === 0 ? 'default' : 'fast',
    origin: {
      client: 'VS Code',
      window: `window-${row % 5}`,
      workspace: `/home/ada/project-${row % 7}`,
      branch: `branch-${row % 11}`,
      language: 'typescript',
      command: 'ask',
      conversation: null,
      parentRequest: null,
    },
    startedAtEpochMs,
    worstCase: { inputTokens: 2000, outputTokens: 2048 },
    heldNanoUsd: 32_384_000,
  };
}

function endOf(row: number) {
  const usage = { ...noUsage, inputTokens: 500 + (row % 1500), outputTokens: 100 + (row % 400) };
  return {
    outcome: 'success' as const,
    measuredUsage: usage,
    rawUsage: { prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens },
    estimatedUsage: usage,
    billable: true,
    abortPolicy: null,
    firstPartMs: 200 + (row % 300),
    totalMs: 900 + (row % 4000),
    servedModel: 'gpt-4.1-2025-04-14',
  };
}

function targetNamed(name: string): Target {
  const [model = '', track = ''] = name.split('@');
  return {
    name,
    model,
    upstreamModel: model,
    track: {
      name: track,
      provider: 'openai-compatible',
      baseUrl: null,
      google: null,
      region: null,
      apiKey: null,
      terms: dollarForDollar,
      limits: noLimits,
      simulation: null,
      discovered: false,
      resilience: {},
      onAbort: 'estimate',
    },
    nominalPrice: simplePrice(8, 8, 'configuration'),
    listPrice: null,
    contextWindow: null,
    maxOutputTokens: null,
    reasoning: false,
    features: new Set(),
    goodFor: new Set(),
    priorFirstPartMs: null,
    simulated: false,
  };
}
