/** Reads from a request what the router goes by: what was stated, and what the chat itself shows. Pure. */
import type { Chat } from '../../protocol/message.ts';
import { estimateInputTokens } from '../catalogue/estimate.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { beyondDialects } from './beyond-dialect.ts';
import { openAiOnly } from './openai-only.ts';
import { featureName, type RequestFacts } from './request-facts.ts';

export function factsOf({ chat, model, needs, maxFirstPartMs, maxCostUsd, origin }: ChatRequest): RequestFacts {
  const { client, command, language, workspace, branch, conversation } = origin;
  const beyond = beyondDialects(chat);
  return {
    model,
    needs: [...new Set([...needs.map(featureName), ...shownBy(chat)])],
    maxFirstPartMs,
    maxCostUsd,
    inputTokens: estimateInputTokens(chat),
    maxOutputTokens: chat.maxOutputTokens ?? null,
    choices: chat.choices ?? 1,
    openAiOnly: openAiOnly(chat),
    ...(beyond !== undefined && { beyond }),
    client,
    command,
    language,
    workspace,
    branch,
    conversation,
  };
}

/** What a target must take to take this chat. */
function shownBy(chat: Chat): readonly string[] {
  const needs: string[] = [];
  if (chat.tools !== undefined && chat.tools.length > 0 && chat.toolChoice !== 'none') needs.push('tools');
  if (wantsJson(chat.vendor?.response_format)) needs.push('json');
  for (const { content } of chat.messages) {
    for (const { type } of content) if (type !== 'text') needs.push(needOf[type]);
  }
  return needs;
}

function wantsJson(format: unknown): boolean {
  return typeof format === 'object' && format !== null && 'type' in format && /^json_/.test(String(format.type));
}

const needOf = { image: 'images', audio: 'audio', file: 'files' } as const;
