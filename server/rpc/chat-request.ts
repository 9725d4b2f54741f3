/** Turns what a client asks into what the pipeline answers. Pure. */
import type { AskParams } from '../../protocol/ask.ts';
import type { ClientIdentity } from '../../protocol/status.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { ParameterError } from './parameter-error.ts';

/** Model names under this prefix are profiles. */
const profilePrefix = 'dualtrack/';

/** Throws `ParameterError` when model and profile name two profiles. Whether the profile exists is the router's to say. */
export function toChatRequest(params: AskParams, client: ClientIdentity, activeProfile: string): ChatRequest {
  const { profile, model } = chosen(params);
  const { origin } = params;
  return {
    chat: params.chat,
    profile: profile ?? activeProfile,
    model,
    needs: params.needs ?? [],
    maxFirstPartMs: params.maxFirstPartMs ?? null,
    maxCostUsd: params.maxCostUsd ?? null,
    stream: params.stream ?? true,
    allowOverBudget: params.allowOverBudget ?? false,
    collected: params.partialResultToken === undefined,
    origin: {
      client: client.name,
      window: client.window ?? null,
      workspace: origin?.workspace ?? client.workspace ?? null,
      branch: origin?.branch ?? null,
      language: origin?.language ?? null,
      command: origin?.command ?? null,
      conversation: origin?.conversation ?? null,
      parentRequest: origin?.parentRequest ?? null,
    },
  };
}

function chosen({ profile, model }: AskParams): { profile: string | undefined; model: string | null } {
  if (model === undefined || !model.startsWith(profilePrefix)) return { profile, model: model ?? null };
  const named = model.slice(profilePrefix.length);
  if (profile !== undefined && profile !== named) {
    throw new ParameterError(`model must not name another profile than profile ("${profile}"), got "${model}"`);
  }
  return { profile: named, model: null };
}
