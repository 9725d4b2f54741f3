/** Opens a Google account by what its credential file says, with Google's own library, which is loaded only then. */
import type {
  AuthClient,
  ExternalAccountAuthorizedUserClientOptions,
  ExternalAccountClientOptions,
} from 'google-auth-library';
import * as z from 'zod';
import { decompressed, readWhole } from './body.ts';
import type { Http } from './http.ts';

export const cloudScope = 'https://www.googleapis.com/auth/cloud-platform';

/** Where Google gives tokens; a file may name another place, which its library does not heed. */
const googleTokenUrl = 'https://oauth2.googleapis.com/token';

const tokenUri = z.url({ protocol: /^https?$/ }).optional();
const quotaProject = z.string().optional();

const serviceAccountSchema = z.object({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  token_uri: tokenUri,
  quota_project_id: quotaProject,
});
const userSchema = z.object({
  type: z.literal('authorized_user'),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
  token_uri: tokenUri,
  quota_project_id: quotaProject,
});
const impersonationSchema = z.object({
  type: z.literal('impersonated_service_account'),
  service_account_impersonation_url: z.url(),
  source_credentials: z.looseObject({ type: z.string() }),
  delegates: z.array(z.string()).optional(),
  quota_project_id: quotaProject,
});
const typeSchema = z.looseObject({ type: z.string() });
/** What stands in these is read by the library, which knows its many forms. */
const federationSchema = z.custom<ExternalAccountClientOptions>((value) => typeOf(value) === 'external_account');
const workforceSchema = z.custom<ExternalAccountAuthorizedUserClientOptions>(
  (value) => typeOf(value) === 'external_account_authorized_user',
);
const accountSchema = z.union([serviceAccountSchema, userSchema, impersonationSchema]);

/** What a credential file holds: the errors speak of it. `null`: there is no file, and the machine itself has an account. */
export type AccountFile = { readonly type: string };

/** `null` where the text is no credential file. */
export function readAccountFile(text: string): AccountFile | null {
  try {
    return typeSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Throws what the library throws, and a `ZodError` for a file that lacks a field. `signal` ends its requests. */
export async function openAccount(file: AccountFile | null, http: Http, signal: AbortSignal): Promise<AuthClient> {
  const library = await import('google-auth-library');

  function open(json: AccountFile): AuthClient {
    const federation = federationSchema.safeParse(json);
    if (federation.success) {
      const client = library.ExternalAccountClient.fromJSON({ ...federation.data, ...through() });
      if (client === null) throw new Error('it names no kind of credentials');
      client.scopes = cloudScope;
      return client;
    }
    const workforce = workforceSchema.safeParse(json);
    if (workforce.success) return new library.ExternalAccountAuthorizedUserClient({ ...workforce.data, ...through() });
    const account = accountSchema.parse(json);
    const quota = account.quota_project_id === undefined ? {} : { quotaProjectId: account.quota_project_id };
    switch (account.type) {
      case 'service_account':
        return new library.JWT({
          ...through(account.token_uri),
          ...quota,
          email: account.client_email,
          key: account.private_key,
          ...(account.private_key_id !== undefined && { keyId: account.private_key_id }),
          scopes: [cloudScope],
        });
      case 'authorized_user':
        return new library.UserRefreshClient({
          ...through(account.token_uri),
          ...quota,
          clientId: account.client_id,
          clientSecret: account.client_secret,
          refreshToken: account.refresh_token,
        });
      case 'impersonated_service_account': {
        const url = new URL(account.service_account_impersonation_url);
        return new library.Impersonated({
          ...quota,
          sourceClient: open(account.source_credentials),
          endpoint: url.origin,
          targetPrincipal: /([^/]+):generateAccessToken$/.exec(url.pathname)?.[1] ?? '',
          targetScopes: [cloudScope],
          delegates: account.delegates ?? [],
        });
      }
    }
  }

  /** The library's requests go through our own client, which knows the proxy and the certificates of the settings. */
  function through(ownTokenUrl?: string) {
    const fetchImplementation = async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
      const asked = input instanceof Request ? input.url : String(input);
      const url = asked === googleTokenUrl && ownTokenUrl !== undefined ? ownTokenUrl : asked;
      return ask(new URL(url), init ?? {}, http, signal);
    };
    // Whoever asked tries again, or asks another target.
    return { transporterOptions: { fetchImplementation, retryConfig: { retry: 0 } } };
  }

  if (file !== null) return open(file);
  return new library.Compute({ scopes: [cloudScope] });
}

/** Whether this machine is Google's own, which then has an account. Asks a server at an address of the link alone. */
export async function isGooglesMachine(): Promise<boolean> {
  const { gcpMetadata } = await import('google-auth-library');
  return gcpMetadata.isAvailable();
}

const mostTokenBytes = 1024 * 1024;

async function ask(url: URL, init: RequestInit, http: Http, signal: AbortSignal): Promise<Response> {
  const isForm = init.body instanceof URLSearchParams;
  const response = await http.request(url, {
    method: init.method === 'POST' ? 'POST' : 'GET',
    headers: {
      ...Object.fromEntries(new Headers(init.headers)),
      ...(isForm && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(init.body !== undefined && init.body !== null && { body: String(init.body) }),
    signal,
  });
  try {
    const text = await readWhole(decompressed(response.body, response.headers), mostTokenBytes);
    const type = response.headers['content-type'];
    const headers: Record<string, string> = typeof type === 'string' ? { 'content-type': type } : {};
    return new Response(text === '' ? null : text, { status: response.status, headers });
  } finally {
    response.body.destroy();
  }
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}
