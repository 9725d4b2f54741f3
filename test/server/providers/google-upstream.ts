/** A loopback stand-in for Google: its token service and Vertex AI, each saying what a test wrote; and accounts to ask it with. */
import { generateKeyPairSync } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../../server/clock.ts';
import { systemClock } from '../../../server/clock.ts';
import { createGoogleCredentials, type GoogleCredentialsParts } from '../../../server/providers/google-credentials.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import { createKeys } from '../../../server/providers/keys.ts';
import { openAiDialect } from '../../../server/providers/openai-compatible.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { createVertex } from '../../../server/providers/vertex.ts';
import type { Target } from '../../../server/routing/target.ts';
import { startRawUpstream, targetAt } from './exchange.ts';

export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface GoogleUpstream {
  /** Without a path. */
  readonly url: string;
  /** What came for the API, in order. */
  readonly asked: Asked[];
  /** The bodies that came for tokens: forms, or JSON. */
  readonly tokenRequests: string[];
  /** What the API answers; by default one whole "Hello". */
  api: (asked: Asked) => Answer;
  /** What the token service answers; by default `token-1`, `token-2`, … for an hour. */
  tokens: (request: string) => Answer;
  close(): Promise<void>;
}

export const helloAnswer: Answer = {
  status: 200,
  body: {
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
    modelVersion: 'gemini-2.5-flash',
    responseId: 'r-1',
  },
};

/** An error in `google.rpc` form. */
export function rpcError(code: number, status: string, message: string, details: readonly object[] = []): Answer {
  return { status: code, body: { error: { code, status, message, details } } };
}

export async function startGoogle(): Promise<GoogleUpstream> {
  const upstream = await startRawUpstream();
  let tokensMade = 0;
  const google: GoogleUpstream = {
    url: new URL(upstream.url).origin,
    asked: [],
    tokenRequests: [],
    api: () => helloAnswer,
    tokens: () => {
      tokensMade += 1;
      return { status: 200, body: { access_token: `token-${tokensMade}`, expires_in: 3600, token_type: 'Bearer' } };
    },
    close: upstream.close,
  };
  upstream.answer((request, response, body) => {
    const { authorization } = request.headers;
    const isToken = request.url === '/token' || request.url?.endsWith(':generateAccessToken') === true;
    if (isToken) google.tokenRequests.push(body);
    const apiKey = request.headers['x-goog-api-key']?.toString();
    const asked = {
      path: request.url ?? '',
      authorization,
      apiKey,
      body: isToken || body === '' ? body : JSON.parse(body),
    };
    if (!isToken) google.asked.push(asked);
    const answer = isToken ? google.tokens(body) : google.api(asked);
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  });
  return google;
}

let privateKey: string | null = null;

/** Google's token for one of another issuer. */
export const tradedToken = {
  status: 200,
  body: {
    access_token: 'traded',
    expires_in: 3600,
    token_type: 'Bearer',
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  },
};

/** The file of a service account whose tokens come from `url`. */
export function serviceAccount(url: string): object {
  privateKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  return {
    type: 'service_account',
    project_id: 'p',
    private_key_id: 'k1',
    private_key: privateKey,
    client_email: 'robot@p.iam.gserviceaccount.com',
    token_uri: `${url}/token`,
  };
}

export interface VertexLab {
  readonly provider: Provider;
  readonly http: Http;
  readonly credentials: ReturnType<typeof createGoogleCredentials>;
}

/** A provider whose credential files are those given, by path. */
export function vertexLab(
  files: Readonly<Record<string, unknown>>,
  more: Partial<GoogleCredentialsParts> & { readonly runCommand?: (command: string) => Promise<string> } = {},
  clock: Clock = systemClock,
): VertexLab {
  const http = createHttp();
  const keys = createKeys({
    secrets: { get: () => null },
    environment: { TOKEN: 'plain-token' },
    runCommand: more.runCommand ?? (async () => ''),
  });
  const credentials = createGoogleCredentials({
    http,
    clock,
    networkInterfaces,
    keys,
    environment: {},
    homeFolder: '/home/me',
    platform: 'linux',
    readFile: async (path) => {
      if (!(path in files)) throw new Error(`no ${path}`);
      return typeof files[path] === 'string' ? files[path] : JSON.stringify(files[path]);
    },
    hasMachineAccount: async () => false,
    ...more,
  });
  return {
    provider: createVertex({ http, clock: systemClock, networkInterfaces, credentials, completions: openAiDialect }),
    http,
    credentials,
  };
}

/** A Vertex AI target at that address, with the key file `/sa.json` unless said otherwise. */
export function vertexTarget(url: string, track: object = {}, model = 'gemini-2.5-flash'): Target {
  return targetAt(url, model, {
    provider: 'vertex',
    project: 'my-project',
    location: 'europe-west4',
    credentials: { serviceAccountFile: '/sa.json' },
    ...track,
  });
}
