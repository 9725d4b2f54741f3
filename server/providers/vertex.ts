/**
 * The provider for Vertex AI, with an account's tokens: Google's models in Gemini's dialect, Claude in Anthropic's, Mistral
 * and the open models of others in OpenAI's.
 */
import { basename } from 'node:path';
import type { Chat } from '../../protocol/message.ts';
import type { Part } from '../../protocol/part.ts';
import { type ChatRequest, ignoreWire, type RequestContext, type TargetRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Target, Track } from '../routing/target.ts';
import { type VertexModel, vertexModel } from '../routing/vertex-model.ts';
import { readMessagesAnswer } from './anthropic-messages/read-answer.ts';
import { toMessagesRequest } from './anthropic-messages/to-request.ts';
import type { Framed } from './body.ts';
import type { CompletionsDialect } from './completions-dialect.ts';
import { baseUrlOf, type Call, createExchanges, type ExchangeParts, orFailure, type Reading } from './exchange.ts';
import { readModels } from './gemini-contents/model-list.ts';
import { readContents } from './gemini-contents/read-answer.ts';
import { toContentsRequest, toCountRequest } from './gemini-contents/to-request.ts';
import { readTokenCount } from './gemini-contents/token-count.ts';
import type { GoogleCredentials, TokenHeaders } from './google-credentials.ts';
import { beyondDialect } from './json.ts';
import { toMistral, withoutStreamOptions } from './mistral-completions/to-mistral.ts';
import type { Provider } from './provider.ts';
import { slug } from './vertex-labels.ts';

export interface VertexOptions extends ExchangeParts {
  readonly credentials: GoogleCredentials;
  readonly completions: CompletionsDialect;
}

const version = '/v1';
/** In the place of the model's name, which the address says. */
const anthropicVersion = 'vertex-2023-10-16';

/** One request in the dialect of its model. */
interface Spoken {
  /** Below the project's location. */
  readonly path: string;
  readonly body: object;
  readonly warnings: readonly string[];
  read(answer: Framed, reading: Reading): AsyncIterable<Part>;
}

export function createVertex(options: VertexOptions): Provider {
  const { credentials, completions } = options;
  const exchanges = createExchanges(options);

  async function* chat(request: TargetRequest, context: RequestContext): AsyncGenerator<Part> {
    const { target } = request;
    const { track } = target;
    const model = modelOf(target);
    const { path, body, warnings, read } = spokenTo(model, request, completions);
    for (const message of warnings) context.trace.note({ type: 'warned', target, message });
    const json = JSON.stringify(body);
    const exchange = (headers: TokenHeaders, asked: TargetRequest) =>
      exchanges.chat(
        { ...withModelCard(callOf(track, target.name, collectionOf(track) + path, headers), model), body: json },
        asked,
        context,
        read,
      );

    const token = await orFailure(credentials.headers(track, context.signal), context.signal);
    try {
      yield* exchange(token, request);
    } catch (error) {
      const next = await renewed(track, token, error, context.signal);
      if (next === null) throw error;
      // The same attempt once more, nothing of which has been answered: its intent stands, and it waits for nobody.
      const { connected, headers, served } = request.wire;
      yield* exchange(next, { ...request, wire: { ...ignoreWire, connected, headers, served } });
    }
  }

  /** A token that ended on its way is no failure of the request: another one, where there is one; else `null`. */
  async function renewed(track: Track, refused: TokenHeaders, error: unknown, signal: AbortSignal) {
    if (!(error instanceof RequestError) || error.kind !== 'auth' || error.status !== 401) return null;
    await credentials.refused(track, refused);
    const next = await orFailure(credentials.headers(track, signal), signal);
    return next.authorization === refused.authorization ? null : next;
  }

  async function listModels(track: Track, signal: AbortSignal) {
    const token = await orFailure(credentials.headers(track, signal), signal);
    // The list is the same for everyone; who asks is told by the project that pays.
    const headers = { 'x-goog-user-project': track.google?.project ?? '', ...token };
    const call = callOf(track, track.name, '/publishers/google/models?pageSize=1000', headers, '/v1beta1');
    return readModels(await exchanges.document(call, signal), track.name);
  }

  async function countTokens(target: Target, request: Pick<ChatRequest, 'chat' | 'needs'>, signal: AbortSignal) {
    const { track } = target;
    const { name, path, dialect } = modelOf(target);
    if (dialect !== 'contents')
      throw new RequestError('no-such-model', `${target.name}: only Google's models count tokens.`);
    const datastore = track.google?.datastore ?? null;
    const { body } = toContentsRequest(request.chat, { model: name, needs: request.needs, api: 'vertex', datastore });
    const token = await orFailure(credentials.headers(track, signal), signal);
    const call = callOf(track, target.name, `${collectionOf(track)}${path}:countTokens`, token);
    const counted = await exchanges.document({ ...call, body: JSON.stringify(toCountRequest(body)) }, signal);
    return readTokenCount(counted, target.name);
  }

  return { chat, listModels, countTokens };
}

function callOf(track: Track, target: string, path: string, headers: TokenHeaders, api = version): Call {
  const key = (headers.authorization ?? '').replace(/^Bearer /, '') || null;
  const { google } = track;
  return {
    track,
    from: { target, baseUrl: baseUrlOf(track) + api, key, ...(google !== null && { google }) },
    path,
    headers,
  };
}

/** What Google does not make itself is enabled by a person first. */
function withModelCard(call: Call, { publisher, name }: VertexModel): Call {
  const { google } = call.from;
  if (google === undefined || publisher === 'google') return call;
  const model = name.slice(name.indexOf('/') + 1);
  const modelCard = `https://console.cloud.google.com/vertex-ai/publishers/${publisher}/model-garden/${model}`;
  return { ...call, from: { ...call.from, google: { ...google, modelCard } } };
}

function collectionOf({ google, name }: Track): string {
  if (google !== null) return `/projects/${google.project}/locations/${google.location}`;
  throw new RequestError('invalid-request', `tracks.${name}.project must be set for Vertex AI, got none.`);
}

function modelOf({ upstreamModel, name }: Target): VertexModel {
  const model = vertexModel(upstreamModel);
  if (model !== null) return model;
  throw beyondDialect(
    `${name}: upstreamName must name a model of a publisher whose dialect is spoken at Vertex AI (google, anthropic, mistralai, or one whose models are served as …-maas), got "${upstreamModel}".`,
  );
}

function spokenTo(model: VertexModel, request: TargetRequest, completions: CompletionsDialect): Spoken {
  const { target, chat, stream } = request;
  const { name, path } = model;
  const raw = `${path}:${stream ? 'streamRawPredict' : 'rawPredict'}`;
  switch (model.dialect) {
    case 'messages': {
      const { body, warnings } = toMessagesRequest(chat, { model: name, stream, anthropicVersion });
      return { path: raw, body, warnings, read: readMessagesAnswer };
    }
    case 'mistral': {
      const { chat: taken, warnings } = toMistral(chat);
      const body = withoutStreamOptions(completions.toBody(taken, { model: name, stream }));
      return { path: raw, body, warnings, read: (answer, reading) => completions.read(answer, reading, request) };
    }
    case 'completions': {
      const body = completions.toBody(withoutDevelopers(chat), { model: name, stream });
      return { path, body, warnings: [], read: (answer, reading) => completions.read(answer, reading, request) };
    }
    case 'contents': {
      const { body, warnings } = toContentsRequest(chat, {
        model: name,
        needs: request.needs,
        api: 'vertex',
        datastore: target.track.google?.datastore ?? null,
        labels: labelsOf(request),
      });
      return {
        path: `${path}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
        body,
        warnings,
        read: (answer, reading) => readContents(answer, { ...reading, choices: chat.choices ?? 1 }),
      };
    }
  }
}

/** Open models know the system alone. */
function withoutDevelopers(chat: Chat): Chat {
  if (!chat.messages.some(({ role }) => role === 'developer')) return chat;
  const messages = chat.messages.map((message) =>
    message.role === 'developer' ? { ...message, role: 'system' as const } : message,
  );
  return { ...chat, messages };
}

/** By which Cloud Billing and Cloud Logging group requests. */
function labelsOf({ profile, origin }: TargetRequest): Readonly<Record<string, string>> {
  return {
    dualtrack_profile: slug(profile),
    ...(origin.workspace !== null && { dualtrack_workspace: slug(basename(origin.workspace.replaceAll('\\', '/'))) }),
  };
}
