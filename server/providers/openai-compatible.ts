/** The provider for everything that speaks OpenAI's `/chat/completions`: one HTTP exchange becomes parts. */
import type { Part } from '../../protocol/part.ts';
import type { RequestContext, TargetRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import type { CompletionsDialect } from './completions-dialect.ts';
import { baseUrlOf, type Call, createExchanges, type ExchangeParts, orFailure } from './exchange.ts';
import { withoutStreamOptions } from './mistral-completions/to-mistral.ts';
import { readModelList } from './model-list.ts';
import { readAnswer } from './openai-compatible/read-answer.ts';
import { toRequest } from './openai-compatible/to-request.ts';
import type { Provider, ResolveKey } from './provider.ts';

export interface OpenAiCompatibleOptions extends ExchangeParts {
  readonly resolveKey: ResolveKey;
}

export function createOpenAiCompatible(options: OpenAiCompatibleOptions): Provider {
  const exchanges = createExchanges(options);

  async function* chat(request: TargetRequest, context: RequestContext): AsyncGenerator<Part> {
    const { target } = request;
    const call = await callOf(target.track, target.name, '/chat/completions', context.signal);
    const asked = toRequest(request.chat, { model: target.upstreamModel, stream: request.stream });
    const body = JSON.stringify(isMistrals(call.from.baseUrl) ? withoutStreamOptions(asked) : asked);
    yield* exchanges.chat({ ...call, body }, request, context, (answer, reading) =>
      openAiDialect.read(answer, reading, request),
    );
  }

  async function listModels(track: Track, signal: AbortSignal) {
    const body = await exchanges.document(await callOf(track, track.name, '/models', signal), signal);
    const models = readModelList(body);
    if (models !== null) return models;
    throw new RequestError('overloaded', `${track.name}: the answer to GET /models is no list of models.`, {
      target: track.name,
    });
  }

  async function callOf(track: Track, target: string, path: string, signal: AbortSignal): Promise<Call> {
    const key = await orFailure(options.resolveKey(track, signal), signal);
    const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    return { track, from: { target, baseUrl: baseUrlOf(track), key }, path, headers };
  }

  return { chat, listModels };
}

/** The vendor itself, which refuses a field it does not know; relays do not. */
export function isMistrals(baseUrl: string): boolean {
  return /^https:\/\/([\w-]+\.)*mistral\.ai(?=[/:]|$)/i.test(baseUrl);
}

/** What is spoken here, for a provider that speaks it besides its own dialect. */
export const openAiDialect: CompletionsDialect = {
  toBody: toRequest,
  read: (answer, reading, { chat }) =>
    readAnswer(answer, {
      ...reading,
      choices: chat.choices ?? 1,
      audioFormat: audioFormat(chat.vendor),
    }),
};

function audioFormat(vendor: Readonly<Record<string, unknown>> | undefined): string | null {
  const audio = vendor?.audio;
  if (typeof audio !== 'object' || audio === null || !('format' in audio)) return null;
  return typeof audio.format === 'string' ? audio.format : null;
}
