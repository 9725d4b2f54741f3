/** The provider for the Gemini API, with a key: one HTTP exchange in Gemini's dialect becomes parts. */
import type { Part } from '../../protocol/part.ts';
import type { ChatRequest, RequestContext, TargetRequest } from '../pipeline/service.ts';
import type { Target, Track } from '../routing/target.ts';
import { baseUrlOf, type Call, createExchanges, type ExchangeParts, orFailure } from './exchange.ts';
import { readModels } from './gemini-contents/model-list.ts';
import { readContents } from './gemini-contents/read-answer.ts';
import { toContentsRequest, toCountRequest } from './gemini-contents/to-request.ts';
import { readTokenCount } from './gemini-contents/token-count.ts';
import type { Provider, ResolveKey } from './provider.ts';

export interface GeminiOptions extends ExchangeParts {
  readonly resolveKey: ResolveKey;
}

const version = '/v1beta';

export function createGemini(options: GeminiOptions): Provider {
  const exchanges = createExchanges(options);

  async function* chat(request: TargetRequest, context: RequestContext): AsyncGenerator<Part> {
    const { target } = request;
    const asked = { model: target.upstreamModel, needs: request.needs, api: 'gemini' } as const;
    const { body, warnings } = toContentsRequest(request.chat, asked);
    for (const message of warnings) context.trace.note({ type: 'warned', target, message });
    const method = request.stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
    const call = await callOf(
      target.track,
      target.name,
      `${modelPath(target.upstreamModel)}:${method}`,
      context.signal,
    );
    yield* exchanges.chat({ ...call, body: JSON.stringify(body) }, request, context, (answer, reading) =>
      readContents(answer, { ...reading, choices: request.chat.choices ?? 1 }),
    );
  }

  async function listModels(track: Track, signal: AbortSignal) {
    const call = await callOf(track, track.name, '/models?pageSize=1000', signal);
    return readModels(await exchanges.document(call, signal), track.name);
  }

  /** The key goes into a header: an address is written down in too many places. */
  async function callOf(track: Track, target: string, path: string, signal: AbortSignal): Promise<Call> {
    const key = await orFailure(options.resolveKey(track, signal), signal);
    const headers: Record<string, string> = key === null ? {} : { 'x-goog-api-key': key };
    // The version belongs to the address as far as a person is told of it.
    return { track, from: { target, baseUrl: baseUrlOf(track) + version, key }, path, headers };
  }

  async function countTokens(target: Target, request: Pick<ChatRequest, 'chat' | 'needs'>, signal: AbortSignal) {
    const { upstreamModel: model, track } = target;
    const { body } = toContentsRequest(request.chat, { model, needs: request.needs, api: 'gemini' });
    const call = await callOf(track, target.name, `${modelPath(model)}:countTokens`, signal);
    const generateContentRequest = { model: modelPath(model).slice(1), ...toCountRequest(body) };
    const counted = await exchanges.document({ ...call, body: JSON.stringify({ generateContentRequest }) }, signal);
    return readTokenCount(counted, target.name);
  }

  return { chat, listModels, countTokens };
}

/** Models stand in a collection of their own, and tuned ones in another that their name says. */
function modelPath(model: string): string {
  const name = model.includes('/') ? model : `models/${model}`;
  return `/${name.split('/').map(encodeURIComponent).join('/')}`;
}
