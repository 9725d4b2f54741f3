/** What an attempt may cost at most, which is held for it, and what of that counts once it has ended. Pure. */
import { type Chat, uninterpretedText } from '../../protocol/message.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { noUsage, type Usage } from '../../protocol/usage.ts';
import { costOf, type Pricing } from './money.ts';

/** The most an attempt is expected to use. */
export interface WorstCase {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** `estimatedInputTokens` is what was learned; a token never stands for more than four bytes here (B1). */
export function worstCaseOf(chat: Chat, estimatedInputTokens: number): WorstCase {
  return {
    inputTokens: Math.max(estimatedInputTokens, Math.ceil(textBytes(chat) / 4)),
    outputTokens: (chat.maxOutputTokens ?? 0) * (chat.choices ?? 1),
  };
}

/** Billed cost when every token is of the dearest kind the price quotes; `null`: the price is unknown. */
export function worstCaseNanoUsd({ inputTokens, outputTokens }: WorstCase, pricing: Pricing): NanoUsd | null {
  const { nominal } = pricing;
  if (nominal === null) return null;
  const inputs: Partial<Usage>[] = [{ inputTokens }];
  if (nominal.cacheWritePicoUsd !== null) inputs.push({ cacheWriteTokens: inputTokens });
  if (nominal.cacheWrite1hPicoUsd !== null) inputs.push({ cacheWrite1hTokens: inputTokens });
  const outputs: Partial<Usage>[] = [{ outputTokens }];
  if (nominal.reasoningPicoUsd !== null) outputs.push({ reasoningTokens: outputTokens });
  let most = 0;
  for (const input of inputs) {
    for (const output of outputs) {
      const cost = costOf({ ...noUsage, ...input, ...output }, pricing).billedCostNanoUsd;
      if (cost === null) return null;
      most = Math.max(most, cost);
    }
  }
  return most;
}

/** The most output tokens with which the worst case stays within `withinNanoUsd`; 0: not even one. */
export function outputTokensWithin(withinNanoUsd: NanoUsd, worstCase: WorstCase, pricing: Pricing): number {
  let fits = 0;
  let tooMany = worstCase.outputTokens + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const cost = worstCaseNanoUsd({ ...worstCase, outputTokens: middle }, pricing);
    if (cost !== null && cost <= withinNanoUsd) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

type Ended = Pick<AttemptRow, 'simulated' | 'billable' | 'measured' | 'billedCostNanoUsd'>;

/**
 * What an ended attempt counts for in budgets: its cost, also above what was held (B2). Where the usage was not
 * measured it is a lower bound, and where the cost is unknown it is nothing: both count with what was held at least.
 */
export function countedNanoUsd({ simulated, billable, measured, billedCostNanoUsd }: Ended, held: NanoUsd): NanoUsd {
  if (simulated || !billable) return 0;
  if (billedCostNanoUsd === null) return held;
  return measured ? billedCostNanoUsd : Math.max(billedCostNanoUsd, held);
}

/** UTF-8 bytes of everything that is sent as text. */
function textBytes(chat: Chat): number {
  let bytes = Buffer.byteLength(uninterpretedText(chat));
  for (const { content, toolCalls } of chat.messages) {
    for (const part of content) if (part.type === 'text') bytes += Buffer.byteLength(part.text);
    for (const call of toolCalls ?? []) bytes += Buffer.byteLength(call.name) + Buffer.byteLength(call.argumentsJson);
  }
  return chat.tools === undefined ? bytes : bytes + Buffer.byteLength(JSON.stringify(chat.tools));
}
