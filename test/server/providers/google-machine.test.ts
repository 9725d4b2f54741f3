/** Accounts of machines: the metadata server of Compute Engine and Cloud Run on loopback, and what trades its tokens. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { isGooglesMachine } from '../../../server/providers/google-account.ts';
import { RequestError } from '../../../server/request-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchange, textOf } from './exchange.ts';
import {
  type GoogleUpstream,
  startGoogle,
  tradedToken,
  type VertexLab,
  vertexLab,
  vertexTarget,
} from './google-upstream.ts';

const flavor = { 'Metadata-Flavor': 'Google' };

describe('a machine of Google’s', () => {
  let google: GoogleUpstream;
  let metadata: Server;
  let host = '';
  /** Paths that were asked of the metadata server with its header; without it, `refused`. */
  const asked: string[] = [];
  let answer: (path: string) => { readonly status: number; readonly body: string };
  const labs: VertexLab[] = [];
  const hostBefore = process.env.GCE_METADATA_HOST;
  before(async () => {
    google = await startGoogle();
    metadata = createServer((request: IncomingMessage, response) => {
      const path = request.url ?? '';
      asked.push(request.headers['metadata-flavor'] === 'Google' ? path : 'refused');
      const { status, body } = path.includes('/computeMetadata/v1/instance/')
        ? answer(path)
        : { status: 200, body: '' };
      response.writeHead(status, { ...flavor, 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
    const address = metadata.address();
    assert.ok(typeof address === 'object' && address !== null);
    host = `127.0.0.1:${address.port}`;
    process.env.GCE_METADATA_HOST = host;
  });
  after(async () => {
    if (hostBefore === undefined) delete process.env.GCE_METADATA_HOST;
    else process.env.GCE_METADATA_HOST = hostBefore;
    await google.close();
    await new Promise((resolve) => metadata.close(resolve));
  });
  beforeEach(() => {
    asked.length = 0;
    google.asked.length = 0;
    google.tokenRequests.length = 0;
    answer = () => token('of-the-machine');
  });
  afterEach(async () => {
    await Promise.all(labs.splice(0).map(({ http }) => http.close()));
  });

  const token = (access_token: string, expires_in = 3599) => ({
    status: 200,
    body: JSON.stringify({ access_token, expires_in, token_type: 'Bearer' }),
  });
  const lab = (...parts: Parameters<typeof vertexLab>) => {
    const made = vertexLab(...parts);
    labs.push(made);
    return made;
  };
  const onMachine = (files = {}, more = {}, clock?: FakeClock) =>
    lab(files, { hasMachineAccount: isGooglesMachine, ...more }, clock);
  const adc = () => vertexTarget(google.url, { credentials: 'adc' });

  it('answers with the machine’s own account where no credential file is found', async () => {
    const { provider } = onMachine();
    const { parts, error } = await exchange(provider, adc());
    assert.equal(error, null, error?.message);
    assert.equal(textOf(parts), 'Hello');
    assert.equal(google.asked[0]?.authorization, 'Bearer of-the-machine');
    const tokenPath = asked.find((path) => path.includes('/token'));
    assert.match(tokenPath ?? '', /^\/computeMetadata\/v1\/instance\/service-accounts\/default\/token/);
    assert.ok(!asked.includes('refused'));
    assert.equal(google.tokenRequests.length, 0, 'nobody else is asked for a token');
  });

  it('asks the machine once for 200 requests, and again before its token ends', async () => {
    const clock = new FakeClock(new Date().toISOString());
    let made = 0;
    answer = () => {
      made += 1;
      return token(`machine-${made}`);
    };
    const { credentials } = onMachine({}, {}, clock);
    const { signal } = new AbortController();
    const { track } = adc();
    const all = await Promise.all(Array.from({ length: 200 }, () => credentials.headers(track, signal)));
    assert.deepEqual([...new Set(all.map(({ authorization }) => authorization))], ['Bearer machine-1']);
    assert.equal(made, 1);
    await clock.advance(56 * 60_000);
    assert.equal((await credentials.headers(track, signal)).authorization, 'Bearer machine-2');
  });

  it('says so where the machine has no account, or one without scopes', async () => {
    for (const status of [404, 403]) {
      answer = () => ({ status, body: 'No.' });
      const { credentials } = onMachine();
      const error = await credentials.headers(adc().track, new AbortController().signal).catch((caught) => caught);
      assert.ok(error instanceof RequestError);
      assert.equal(error.kind, 'auth');
      assert.match(error.message, /^tracks\.relay\.credentials: this machine's own account gives no access token/);
      assert.match(error.message, /service account/);
    }
  });

  it('a credential file stands above the machine’s account', async () => {
    const file = '/home/me/.config/gcloud/application_default_credentials.json';
    const user = { type: 'authorized_user', client_id: 'i', client_secret: 's', refresh_token: 'r' };
    const { credentials } = onMachine({ [file]: { ...user, token_uri: `${google.url}/token` } });
    await credentials.headers(adc().track, new AbortController().signal);
    assert.deepEqual(asked, []);
    assert.equal(google.tokenRequests.length, 1);
  });

  it('a federation trades the identity that an address gives, and then borrows a service account', async () => {
    const audience = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/p';
    const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/identity`;
    const file = {
      type: 'external_account',
      audience,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${google.url}/token`,
      service_account_impersonation_url: `${google.url}/v1/projects/-/serviceAccounts/robot@p.iam:generateAccessToken`,
      credential_source: { url, headers: flavor, format: { type: 'json', subject_token_field_name: 'id' } },
    };
    answer = () => ({ status: 200, body: JSON.stringify({ id: 'who-i-am' }) });
    google.tokens = (request) =>
      request.includes('scope') && !request.includes('grant_type')
        ? { status: 200, body: { accessToken: 'borrowed', expireTime: '2100-01-01T00:00:00Z' } }
        : tradedToken;
    for (const [credentials, environment] of [
      ['adc', { GOOGLE_APPLICATION_CREDENTIALS: '/wif.json' }],
      [{ serviceAccountFile: '/wif.json' }, {}],
    ] as const) {
      google.tokenRequests.length = 0;
      const { provider } = onMachine({ '/wif.json': file }, { environment });
      const { error } = await exchange(provider, vertexTarget(google.url, { credentials }));
      assert.equal(error, null, error?.message);
      assert.equal(google.asked.at(-1)?.authorization, 'Bearer borrowed');
      assert.match(google.tokenRequests[0] ?? '', /subject_token=who-i-am/);
      assert.equal(google.tokenRequests.length, 2);
    }
  });
});
