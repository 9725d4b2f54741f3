/** Which dialect an address of the HTTP simulator speaks; the paths are those of the vendors, below the one root. */
import { contentsDialect } from './contents-dialect.ts';
import type { Addressed, Dialect } from './dialect.ts';
import { messagesDialect } from './messages-dialect.ts';
import { mistralDialect } from './mistral-dialect.ts';
import { openAiDialect } from './openai-dialect.ts';

export type ListForm = 'openai' | 'anthropic' | 'gemini' | 'publisher';

export type Route =
  | { readonly kind: 'chat'; readonly dialect: Dialect; readonly addressed: Addressed }
  | { readonly kind: 'count'; readonly dialect: Dialect }
  | { readonly kind: 'models'; readonly form: ListForm; readonly dialect: Dialect }
  | { readonly kind: 'token' | 'script' | 'seen' };

export interface Asking {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Anthropic's clients name the version of its API; `GET /v1/models` is OpenAI's else. */
  readonly namesAnthropicVersion: boolean;
}

/** `null`: there is no such path. */
export function routeOf({ method, url, namesAnthropicVersion }: Asking): Route | null {
  const [path = '', query = ''] = url.split('?', 2);
  return method === 'GET'
    ? readingRoute(path, namesAnthropicVersion)
    : method === 'POST'
      ? askingRoute(path, query)
      : null;
}

function readingRoute(path: string, namesAnthropicVersion: boolean): Route | null {
  if (path === '/_seen') return { kind: 'seen' };
  if (path === '/v1/models') {
    return namesAnthropicVersion
      ? { kind: 'models', form: 'anthropic', dialect: messagesDialect }
      : { kind: 'models', form: 'openai', dialect: openAiDialect };
  }
  if (/^\/v1(beta)?\/models$/.test(path)) return { kind: 'models', form: 'gemini', dialect: gemini };
  if (/^\/v1(beta1)?\/publishers\/[^/]+\/models$/.test(path))
    return { kind: 'models', form: 'publisher', dialect: vertex };
  return null;
}

const gemini = contentsDialect('events', 'gemini');
const vertex = contentsDialect('events', 'vertex');

const bodySaysAll: Addressed = { model: null, stream: null };

/** A wrong token is refused by Vertex AI itself, whoever's model is asked. */
function atVertex(dialect: Dialect): Dialect {
  return {
    ...dialect,
    refusal: (refused) => (refused.kind === 'wrong-key' ? vertex : dialect).refusal(refused),
  };
}

const openModels = atVertex(openAiDialect);
/** By the publisher whose model is asked. */
const rawDialects: Readonly<Record<string, Dialect>> = {
  anthropic: atVertex(messagesDialect),
  mistralai: atVertex(mistralDialect),
};

function askingRoute(path: string, query: string): Route | null {
  switch (path) {
    case '/v1/chat/completions':
      return { kind: 'chat', dialect: openAiDialect, addressed: bodySaysAll };
    case '/v1/messages':
      return { kind: 'chat', dialect: messagesDialect, addressed: bodySaysAll };
    case '/token':
      return { kind: 'token' };
    case '/_script':
      return { kind: 'script' };
    default:
      return googleRoute(path, query);
  }
}

const openModelsPath = /^\/v1(?:beta1)?\/projects\/[^/]+\/locations\/[^/]+\/endpoints\/openapi\/chat\/completions$/;

const googlePath =
  /^\/v1(?:beta1?)?\/(?<project>projects\/[^/]+\/locations\/[^/]+\/publishers\/(?<publisher>[^/]+)\/)?models\/(?<model>[^/:]+):(?<verb>\w+)$/;

function googleRoute(path: string, query: string): Route | null {
  if (openModelsPath.test(path)) return { kind: 'chat', dialect: openModels, addressed: bodySaysAll };
  const found = googlePath.exec(path)?.groups;
  if (found === undefined) return null;
  const { project, publisher, verb = '' } = found;
  const model = decodeURIComponent(found.model ?? '');
  const api = project === undefined ? 'gemini' : 'vertex';
  const streams = verb.startsWith('stream');
  if (verb === 'rawPredict' || verb === 'streamRawPredict') {
    const dialect = publisher === undefined ? undefined : rawDialects[publisher];
    return dialect === undefined ? null : { kind: 'chat', dialect, addressed: { model, stream: streams } };
  }
  const framing = new URLSearchParams(query).get('alt') === 'sse' ? 'events' : 'array';
  const dialect = contentsDialect(framing, api);
  if (verb === 'countTokens') return { kind: 'count', dialect };
  if (verb !== 'generateContent' && verb !== 'streamGenerateContent') return null;
  return { kind: 'chat', dialect, addressed: { model, stream: streams } };
}
