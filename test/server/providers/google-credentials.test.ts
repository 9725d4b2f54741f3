/** Access tokens for Vertex AI: where they come from, how long they are kept, and what is said when there is none. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { openAccount } from '../../../server/providers/google-account.ts';
import { createHttp } from '../../../server/providers/http.ts';
import { RequestError } from '../../../server/request-error.ts';
import type { Track } from '../../../server/routing/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { startRawUpstream } from './exchange.ts';
import {
  type GoogleUpstream,
  rpcError,
  serviceAccount,
  startGoogle,
  tradedToken,
  type VertexLab,
  vertexLab,
  vertexTarget,
} from './google-upstream.ts';

describe('access tokens of Google accounts', () => {
  let google: GoogleUpstream;
  const labs: VertexLab[] = [];
  before(async () => {
    google = await startGoogle();
  });
  after(() => google.close());
  const { api, tokens } = { api: () => ({ status: 200, body: {} }), tokens: () => token('t1') };
  beforeEach(() => {
    google.tokenRequests.length = 0;
    Object.assign(google, { api, tokens });
  });
  afterEach(async () => {
    await Promise.all(labs.splice(0).map(({ http }) => http.close()));
  });

  const token = (access_token: string, expires_in = 3600) => ({
    status: 200,
    body: { access_token, expires_in, token_type: 'Bearer' },
  });
  const lab = (...parts: Parameters<typeof vertexLab>) => {
    const made = vertexLab(...parts);
    labs.push(made);
    return made;
  };
  const trackWith = (credentials: unknown): Track => vertexTarget(google.url, { credentials }).track;
  const { signal } = new AbortController();
  const headersOf = ({ credentials }: VertexLab, track: Track) => credentials.headers(track, signal);
  const refusal = async (made: VertexLab, track: Track): Promise<RequestError> => {
    const error: unknown = await headersOf(made, track).catch((reason: unknown) => reason);
    assert.ok(error instanceof RequestError, String(error));
    return error;
  };
  const user = () => ({
    type: 'authorized_user',
    client_id: 'id',
    client_secret: 'hush',
    refresh_token: 'again',
    quota_project_id: 'billing',
    token_uri: `${google.url}/token`,
  });

  it('a service account’s file signs a request to the token service it names', async () => {
    const made = lab({ '/sa.json': serviceAccount(google.url) });
    assert.deepEqual(await headersOf(made, trackWith({ serviceAccountFile: '/sa.json' })), {
      authorization: 'Bearer t1',
    });
    const form = new URLSearchParams(google.tokenRequests[0]);
    assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    const claims = JSON.parse(Buffer.from(form.get('assertion')?.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(claims.iss, 'robot@p.iam.gserviceaccount.com');
    assert.equal(claims.scope, 'https://www.googleapis.com/auth/cloud-platform');
  });

  it('F9: an answer of the token service without end is read to its bound, and its connection dropped', async () => {
    const endless = await startRawUpstream();
    const http = createHttp();
    try {
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      endless.answer((_, response) => {
        response.on('close', resolve);
        const piece = Buffer.alloc(64 * 1024, 'a');
        const more = () => {
          if (!response.destroyed) response.write(piece, () => setImmediate(more));
        };
        more();
      });
      const file = { ...user(), token_uri: `${new URL(endless.url).origin}/token` };
      const client = await openAccount(file, http, signal);
      await assert.rejects(client.getRequestHeaders(), /larger than|invalid|answer/i);
      await ended;
    } finally {
      await http.close();
      await endless.close();
    }
  });

  it('S2: what the token service says is told on one line, without what commands a terminal', async () => {
    const said = 'gone\r\n\u001b]0;owned\u0007 \u202edlrow';
    google.tokens = () => ({ status: 400, body: { error: 'invalid_grant', error_description: said } });
    const made = lab({ '/sa.json': serviceAccount(google.url) });
    const { message } = await refusal(made, trackWith({ serviceAccountFile: '/sa.json' }));
    assert.match(message, /\(gone \]0;owned dlrow\)/);
  });

  it('application default credentials are the file the environment names, else the one gcloud left', async () => {
    const named = lab({ '/named.json': user() }, { environment: { GOOGLE_APPLICATION_CREDENTIALS: '/named.json' } });
    const headers = { authorization: 'Bearer t1', 'x-goog-user-project': 'billing' };
    assert.deepEqual(await headersOf(named, trackWith('adc')), headers);
    const left = lab({ '/home/me/.config/gcloud/application_default_credentials.json': user() });
    assert.deepEqual(await headersOf(left, trackWith(undefined)), headers);
    assert.equal(new URLSearchParams(google.tokenRequests[1]).get('refresh_token'), 'again');
  });

  it('impersonation asks for the service account’s token with the user’s own', async () => {
    google.tokens = (request) =>
      request.includes('scope')
        ? { status: 200, body: { accessToken: 'borrowed', expireTime: '2100-01-01T00:00:00Z' } }
        : token('mine');
    const file = {
      type: 'impersonated_service_account',
      service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/robot@p.iam:generateAccessToken`,
      source_credentials: user(),
    };
    const made = lab({ '/adc.json': file }, { environment: { GOOGLE_APPLICATION_CREDENTIALS: '/adc.json' } });
    assert.equal((await headersOf(made, trackWith('adc'))).authorization, 'Bearer borrowed');
    google.tokens = (request) =>
      request.includes('scope') ? rpcError(403, 'PERMISSION_DENIED', 'No.') : token('mine');
    const poor = lab({ '/adc.json': file }, { environment: { GOOGLE_APPLICATION_CREDENTIALS: '/adc.json' } });
    assert.match((await refusal(poor, trackWith('adc'))).message, /roles\/iam\.serviceAccountTokenCreator/);
  });

  it('a workload identity federation trades its own token for Google’s', async () => {
    const file = {
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${google.url}/token`,
      credential_source: { file: new URL(import.meta.url).pathname },
    };
    google.tokens = () => tradedToken;
    const made = lab({ '/wif.json': file }, { environment: { GOOGLE_APPLICATION_CREDENTIALS: '/wif.json' } });
    assert.equal((await headersOf(made, trackWith('adc'))).authorization, 'Bearer traded');
    assert.match(google.tokenRequests[0] ?? '', /token-exchange/);
  });

  it('a plain token is read each time, and a refused one of a command is printed anew once', async () => {
    const made = lab({});
    assert.deepEqual(await headersOf(made, trackWith({ token: { env: 'TOKEN' } })), {
      authorization: 'Bearer plain-token',
    });
    let runs = 0;
    const runCommand = async () => {
      runs += 1;
      return `printed-${runs}`;
    };
    const printing = lab({}, { runCommand });
    const track = trackWith({ token: { command: 'print' } });
    const first = await headersOf(printing, track);
    await Promise.all([printing.credentials.refused(track, first), printing.credentials.refused(track, first)]);
    assert.equal((await headersOf(printing, track)).authorization, 'Bearer printed-2');
    await printing.credentials.refused(track, first);
    assert.equal((await headersOf(printing, track)).authorization, 'Bearer printed-2');
    assert.equal(runs, 2);
  });

  it('a token is kept, made anew before it ends, and serves to its end when that fails', async () => {
    const clock = new FakeClock(new Date().toISOString());
    google.tokens = () => token(`t${google.tokenRequests.length}`);
    const made = lab({ '/sa.json': serviceAccount(google.url) }, {}, clock);
    const track = trackWith({ serviceAccountFile: '/sa.json' });
    const now = async () => (await headersOf(made, track)).authorization;
    assert.equal(await now(), 'Bearer t1');
    await clock.advance(50 * 60_000);
    assert.equal(await now(), 'Bearer t1');
    await clock.advance(6 * 60_000);
    google.tokens = () => rpcError(400, 'INVALID_ARGUMENT', 'No.');
    assert.equal(await now(), 'Bearer t1');
    await clock.advance(5 * 60_000);
    assert.equal((await refusal(made, track)).kind, 'auth');
    google.tokens = () => token('t9');
    assert.equal(await now(), 'Bearer t9');
  });

  it('all that wait share one refresh, and who goes away ends only its own waiting', async () => {
    const made = lab({ '/sa.json': serviceAccount(google.url) });
    const track = trackWith({ serviceAccountFile: '/sa.json' });
    const gone = new AbortController();
    const left = assert.rejects(made.credentials.headers(track, gone.signal), /went away/);
    const waiting = Array.from({ length: 200 }, () => headersOf(made, track));
    gone.abort(new RequestError('cancelled', 'went away'));
    await left;
    assert.equal(new Set((await Promise.all(waiting)).map(({ authorization }) => authorization)).size, 1);
    assert.equal(google.tokenRequests.length, 1);
  });

  it('says what to run or to set when there is no token', async () => {
    const nothing = lab({ '/not.json': 'hello', '/half.json': { type: 'service_account' } });
    const { kind, message } = await refusal(nothing, trackWith('adc'));
    assert.equal(kind, 'auth');
    assert.equal(
      message,
      'tracks.relay.credentials: there are no application default credentials on this machine. Run: gcloud auth application-default login',
    );
    const messageFor = async (file: string) =>
      (await refusal(nothing, trackWith({ serviceAccountFile: file }))).message;
    assert.equal(
      await messageFor('/gone.json'),
      'tracks.relay.credentials.serviceAccountFile must name a credential file that can be read, got "/gone.json".',
    );
    assert.match(
      await messageFor('/not.json'),
      /must name a credential file of Google's, in JSON, got "\/not\.json"\.$/,
    );
    assert.match(await messageFor('/half.json'), /the credential file is wrong/);
  });

  it('tells an ended login, a deleted key and a wrong clock apart, and quotes no secret', async () => {
    const invalid = (error_description: string) => () => ({
      status: 400,
      body: { error: 'invalid_grant', error_description },
    });
    const made = lab(
      { '/sa.json': serviceAccount(google.url), '/user.json': user() },
      { environment: { GOOGLE_APPLICATION_CREDENTIALS: '/user.json' } },
    );
    google.tokens = invalid('Token has been expired or revoked.');
    const ended = await refusal(made, trackWith('adc'));
    assert.match(
      ended.message,
      /invalid_grant \(Token has been expired or revoked\)\. The login has ended or was revoked\. Run: gcloud auth application-default login$/,
    );
    const account = trackWith({ serviceAccountFile: '/sa.json' });
    google.tokens = invalid('Invalid grant: account not found');
    assert.match((await refusal(made, account)).message, /its key was not deleted\.$/);
    google.tokens = invalid(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
    );
    assert.match((await refusal(made, account)).message, /Check this machine's clock/);
    assert.doesNotMatch(ended.message, /hush|again/);
  });

  it('what is the network’s or the service’s fault is not the account’s', async () => {
    const dead = lab({ '/sa.json': { ...serviceAccount(google.url), token_uri: 'http://127.0.0.1:1/token' } });
    const track = trackWith({ serviceAccountFile: '/sa.json' });
    assert.equal((await refusal(dead, track)).kind, 'network');
    google.tokens = () => ({ status: 503, body: { error: 'backend' } });
    assert.equal((await refusal(lab({ '/sa.json': serviceAccount(google.url) }), track)).kind, 'overloaded');
  });
});
