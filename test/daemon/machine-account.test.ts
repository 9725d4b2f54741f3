/**
 * The daemon on a machine of Google's answers with the machine's own account; bundled as it ships, for what the bundle
 * leaves out of Google's library is just what asks for it.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { textMessage } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import { type Simulator, startSimulator } from '../../server/sandbox/http-simulator.ts';
import { Lab } from './lab.ts';

const changed = ['GCE_METADATA_HOST', 'CLOUDSDK_CONFIG', 'GOOGLE_APPLICATION_CREDENTIALS'] as const;

describe('a daemon on a machine of Google’s', () => {
  const earlier = changed.map((name) => [name, process.env[name]] as const);
  let metadata: Server;
  let vertex: Simulator;
  let lab: Lab;
  before(async () => {
    metadata = createServer((request, response) => {
      const token = { access_token: 'of-the-machine', expires_in: 3599, token_type: 'Bearer' };
      const isToken = request.url?.includes('/service-accounts/default/token') === true;
      const isAsked = request.headers['metadata-flavor'] === 'Google';
      response.writeHead(isAsked ? 200 : 403, { 'Metadata-Flavor': 'Google', 'content-type': 'application/json' });
      response.end(isToken ? JSON.stringify(token) : '');
    });
    await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
    const address = metadata.address();
    assert.ok(typeof address === 'object' && address !== null);
    vertex = await startSimulator({ requiredKey: 'of-the-machine' });
    const models = { 'gemini-2.5-flash': {}, 'mistral-medium-3': {} };
    const gcp = { provider: 'vertex', project: 'p', location: 'global', baseUrl: vertex.origin, models };
    lab = await Lab.open({ configuration: { tracks: { gcp: { ...gcp, credentials: 'adc' } }, profiles: {} } });
    process.env.GCE_METADATA_HOST = `127.0.0.1:${address.port}`;
    process.env.CLOUDSDK_CONFIG = lab.folder;
    delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  });
  after(async () => {
    for (const [name, value] of earlier) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await lab?.close();
    await vertex?.close();
    metadata.closeAllConnections();
    await new Promise((resolve) => metadata.close(resolve));
  });

  it('asks Vertex AI with the token that the metadata server gives', async () => {
    const daemon = await lab.join();
    for (const model of ['gemini-2.5-flash@gcp', 'mistral-medium-3@gcp']) {
      const chat = { messages: [textMessage('user', 'Hi')] };
      const result = await daemon.request(methods.ask, { chat, model });
      assert.equal(result.complete, true);
      assert.match(result.text, /simulated answer/);
    }
    assert.doesNotMatch(lab.filesText(), /of-the-machine/);
  });
});
