/** Keys that editors lend: shared by all windows at once, and sent nowhere but where they were given for. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DaemonConnection } from '../../client/connection.ts';
import { RequestFailed } from '../../client/errors.ts';
import { methods } from '../../protocol/methods.ts';
import { startSimulator } from '../../server/sandbox/http-simulator.ts';
import { Lab, question, upstreamKey } from './lab.ts';

describe('keys of editors', () => {
  let lab: Lab;
  let first: DaemonConnection;
  let second: DaemonConnection;

  before(async () => {
    lab = await Lab.open();
    [first, second] = await Promise.all([lab.join({ window: 'a' }), lab.join({ window: 'b' })]);
  });
  after(() => lab.close());

  const refusal = async (asked: Promise<unknown>) => {
    const error = await asked.then(
      () => null,
      (reason: unknown) => reason,
    );
    return error instanceof RequestFailed ? error.failure : assert.fail(`${error}`);
  };

  it("W8: a key changed in window A is used by window B's next request", async () => {
    for (const window of [first, second]) await window.request(methods.provideSecrets, { secrets: { lab: 'old' } });
    assert.equal((await refusal(second.request(methods.ask, question()))).kind, 'auth');
    await first.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    assert.equal((await second.request(methods.ask, question())).complete, true);
  });

  it('W9: a key is not sent to another origin, until its lender allows that', async () => {
    const own = new URL(lab.simulator.url).origin;
    assert.deepEqual((await first.request(methods.keyOrigins, {})).origins.lab?.includes(own), true);
    const allowed = { secrets: { lab: upstreamKey }, origins: { lab: [own] } };
    await first.request(methods.provideSecrets, allowed);
    await second.request(methods.provideSecrets, allowed);
    assert.equal((await second.request(methods.ask, question())).complete, true);

    const elsewhere = await startSimulator({ requiredKey: upstreamKey });
    try {
      const track = { provider: 'openai-compatible', apiKey: { secret: 'lab' }, models: { 'gpt-4.1': {} } };
      await first.request(methods.configure, { settings: { tracks: { relay: { ...track, baseUrl: elsewhere.url } } } });
      const other = new URL(elsewhere.url).origin;
      const failure = await refusal(second.request(methods.ask, question()));
      assert.equal(failure.kind, 'auth');
      assert.ok(failure.message.includes(`the base URL changed from ${own} to ${other}`), failure.message);
      assert.match(failure.message, /confirm in VS Code with “Dualtrack: Set API Key…”/);
      assert.equal(elsewhere.seen().requests, 0);

      await first.request(methods.provideSecrets, { ...allowed, origins: { lab: [own, other] } });
      assert.equal((await second.request(methods.ask, question())).complete, true);
      assert.equal(elsewhere.seen().requests, 1);
    } finally {
      await elsewhere.close();
    }
  });
});
