/** The provider for Anthropic's Messages API: one HTTP exchange becomes parts. */
import * as z from 'zod';
import type { Part } from '../../protocol/part.ts';
import { parsedJson } from '../parsed-json.ts';
import type { RequestContext, TargetRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import { readMessagesAnswer } from './anthropic-messages/read-answer.ts';
import { toMessagesRequest } from './anthropic-messages/to-request.ts';
import { baseUrlOf, type Call, createExchanges, type ExchangeParts, orFailure } from './exchange.ts';
import { optional } from './lenient-schema.ts';
import type { ListedModel, Provider, ResolveKey } from './provider.ts';

export interface AnthropicOptions extends ExchangeParts {
  readonly resolveKey: ResolveKey;
}

const version = '2023-06-01';
const mostListed = 1000;

export function createAnthropic(options: AnthropicOptions): Provider {
  const exchanges = createExchanges(options);

  async function* chat(request: TargetRequest, context: RequestContext): AsyncGenerator<Part> {
    const { target } = request;
    const asked = { model: target.upstreamModel, stream: request.stream, anthropicVersion: null };
    const { body, betas, warnings } = toMessagesRequest(request.chat, asked);
    for (const message of warnings) context.trace.note({ type: 'warned', target, message });
    const call = await callOf(target.track, target.name, '/messages', context.signal);
    const headers = { ...call.headers, ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }) };
    yield* exchanges.chat({ ...call, headers, body: JSON.stringify(body) }, request, context, readMessagesAnswer);
  }

  async function listModels(track: Track, signal: AbortSignal) {
    const call = await callOf(track, track.name, `/models?limit=${mostListed}`, signal);
    const models = readModels(await exchanges.document(call, signal));
    if (models !== null) return models;
    throw new RequestError('overloaded', `${track.name}: the answer to GET /v1/models is no list of models.`, {
      target: track.name,
    });
  }

  async function callOf(track: Track, target: string, path: string, signal: AbortSignal): Promise<Call> {
    const key = await orFailure(options.resolveKey(track, signal), signal);
    const headers = { 'anthropic-version': version, ...(key !== null && { 'x-api-key': key }) };
    // The version belongs to the address as far as a person is told of it.
    return { track, from: { target, baseUrl: `${baseUrlOf(track)}/v1`, key }, path, headers };
  }

  return { chat, listModels };
}

const tokens = optional(z.number().int().positive());
const listSchema = z.object({ data: z.array(z.object({ id: z.string().min(1), max_input_tokens: tokens })) });

function readModels(body: string): readonly ListedModel[] | null {
  const list = listSchema.safeParse(parsedJson(body)).data;
  if (list === undefined) return null;
  return list.data.map(({ id, max_input_tokens: contextWindow }) => ({
    name: id,
    contextWindow: contextWindow ?? null,
  }));
}
