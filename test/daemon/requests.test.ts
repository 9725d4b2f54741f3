/** Requests to a daemon process over its socket: streamed, refused, cancelled, booked. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { DaemonConnection } from '../../client/connection.ts';
import type { AskProgress } from '../../protocol/ask.ts';
import { methods, notices } from '../../protocol/methods.ts';
import type { Overview } from '../../protocol/status.ts';
import { Lab, question, until, upstreamKey } from './lab.ts';

const textOf = (progress: readonly AskProgress[]) =>
  progress
    .flatMap((one) => (one.kind === 'parts' ? one.parts : []))
    .map((part) => (part.type === 'text-delta' ? part.text : ''))
    .join('');

describe('requests to a daemon process', () => {
  let lab: Lab;
  let client: DaemonConnection;

  before(async () => {
    lab = await Lab.open({ profile: { retry: { attempts: 1 } } });
    client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
  });
  afterEach(() => lab.simulator.script({}));
  after(() => lab.close());

  const lastSeen = () => lab.simulator.seen().latest.at(-1);

  it('streams parts in order and ends with text, target, usage and cost', async () => {
    const progress: AskProgress[] = [];
    const result = await client.request(methods.ask, question(), { onProgress: (one) => progress.push(one) });
    assert.deepEqual(
      progress.slice(0, 2).map(({ kind }) => kind),
      ['started', 'trying'],
    );
    assert.equal(textOf(progress), result.text);
    assert.notEqual(result.text, '');
    assert.equal(result.complete, true);
    assert.equal(result.target, 'gpt-4.1@relay');
    assert.equal(result.attempts, 1);
    assert.equal(result.measured, true);
    const { inputTokens = 0, outputTokens = 0 } = result.usage ?? {};
    assert.equal(result.billedCostNanoUsd, (inputTokens + outputTokens) * 8000);
    assert.equal(lastSeen()?.stream, true);
  });

  it('hands parts on while the upstream is still sending', async () => {
    lab.simulator.script({ faults: [{ type: 'pace', delayMs: 5 }] });
    let runningAtFirstPart: string | undefined;
    await client.request(methods.ask, question(), {
      onProgress: ({ kind }) => {
        if (kind === 'parts') runningAtFirstPart ??= lastSeen()?.outcome;
      },
    });
    assert.equal(runningAtFirstPart, 'running');
  });

  it('answers as a whole when that is asked for', async () => {
    const result = await client.request(methods.ask, question('One piece?', { stream: false }));
    assert.equal(result.complete, true);
    assert.match(result.text, /One piece\?/);
    assert.equal(lastSeen()?.stream, false);
  });

  it('F8: cancelling reaches the upstream within 250 ms, and what came is kept', async () => {
    lab.simulator.script({ faults: [{ type: 'stall', afterParts: 2 }] });
    const stop = new AbortController();
    let abortedAtEpochMs = 0;
    const result = await client.request(methods.ask, question(), {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.kind !== 'parts' || stop.signal.aborted) return;
        abortedAtEpochMs = Date.now();
        stop.abort();
      },
    });
    assert.equal(result.complete, false);
    assert.equal(result.failure?.kind, 'cancelled');
    await until(() => lastSeen()?.outcome === 'aborted', 1000);
    const tookMs = (lastSeen()?.abortedAtEpochMs ?? Number.POSITIVE_INFINITY) - abortedAtEpochMs;
    assert.ok(tookMs <= 250, `it took ${tookMs} ms`);
  });

  it('F8: a request is cancelled by id from another connection', async () => {
    lab.simulator.script({ faults: [{ type: 'silence' }] });
    const other = await lab.join();
    const asked = client.request(methods.ask, question(), {
      onProgress: (progress) => {
        if (progress.kind === 'started') void other.request(methods.cancel, { requestId: progress.requestId });
      },
    });
    await assert.rejects(asked, (error: Error & { failure?: { kind: string } }) => error.failure?.kind === 'cancelled');
    assert.deepEqual(await other.request(methods.cancel, { requestId: 'gone' }), { found: false });
  });

  it('says which key is wrong when the upstream answers 401, without repeating it', async () => {
    const other = await lab.join();
    await other.request(methods.provideSecrets, { secrets: { lab: 'sk-wrong-0011223344556677' } });
    await assert.rejects(client.request(methods.ask, question()), (error: Error & { failure?: { kind: string } }) => {
      assert.equal(error.failure?.kind, 'auth');
      assert.doesNotMatch(error.message, /0011223344556677/);
      return true;
    });
    // What a client lent leaves with it, and the key of the one that stayed counts again.
    other.dispose();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    assert.equal((await client.request(methods.ask, question())).complete, true);
  });

  it('tells of a refused connection as a network failure', async () => {
    await assert.rejects(
      client.request(methods.ask, question('?', { model: 'gpt-4.1@dead' })),
      (error: Error & { failure?: { kind: string; requestId?: string } }) => {
        assert.equal(error.failure?.kind, 'network');
        assert.notEqual(error.failure?.requestId, undefined);
        return true;
      },
    );
  });

  it('names field, rule and value of a wrong parameter', async () => {
    await assert.rejects(client.request(methods.ask, question('?', { maxCostUsd: -1 })), {
      name: 'InvalidParams',
      message: /^maxCostUsd must be a number above 0, got -1$/,
    });
    await assert.rejects(client.request(methods.ask, question('?', { profile: 'a', model: 'dualtrack/b' })), {
      name: 'InvalidParams',
      message: /profile/,
    });
  });

  it('serves a profile that is named as a model', async () => {
    const result = await client.request(methods.ask, question('?', { model: 'dualtrack/default' }));
    assert.equal(result.profile, 'default');
  });

  it('tells status, targets, spend and overview', async () => {
    const status = await client.request(methods.status, {});
    assert.equal(status.daemon.instanceId, client.daemon.instanceId);
    assert.deepEqual(status.problems, []);
    const { targets, inProfile } = await client.request(methods.targets, {});
    assert.equal(targets[0]?.target, 'gpt-4.1@relay');
    assert.equal(targets[0]?.inputUsdPerMTok, 8);
    assert.equal(inProfile, 1);
    const overview = await client.request(methods.overview, {});
    assert.ok(overview.today.requests > 0);
    const spend = await client.request(methods.spend, { by: 'target' });
    assert.equal(spend.totals.billedCostNanoUsd, overview.today.billedCostNanoUsd);
    assert.ok(spend.groups.some(({ key }) => key === 'gpt-4.1@relay'));
  });

  it('tells subscribers of requests as they run and end, and stops when asked', async () => {
    const seen: Overview[] = [];
    const forget = client.onNotice(notices.overviewChanged, (overview) => seen.push(overview));
    await client.request(methods.subscribe, { on: true });
    const { requestId } = await client.request(methods.ask, question());
    await until(() => seen.at(-1)?.recent[0]?.requestId === requestId && seen.at(-1)?.running.length === 0, 2000);
    const revisions = seen.map(({ revision }) => revision);
    assert.deepEqual(
      revisions,
      [...revisions].sort((a, b) => a - b),
    );
    await client.request(methods.subscribe, { on: false });
    forget();
  });

  it('tells subscribers that the gateway found its port taken, though nothing else changes', async (test) => {
    const taken = createServer();
    test.after(() => taken.close());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    assert.ok(address !== null && typeof address === 'object');
    const seen: Overview[] = [];
    const forget = client.onNotice(notices.overviewChanged, (overview) => seen.push(overview));
    await client.request(methods.subscribe, { on: true });
    await client.request(methods.configure, { settings: { gateway: { enabled: true, port: address.port } } });
    const wanted = `gateway.port must be a free port, got ${address.port} (EADDRINUSE)`;
    await until(() => seen.at(-1)?.problems.some(({ message }) => message === wanted) === true, 2000);
    await client.request(methods.configure, { settings: {} });
    await until(() => seen.at(-1)?.problems.length === 0, 2000);
    await client.request(methods.subscribe, { on: false });
    forget();
  });

  it('takes settings of an editor and names what is wrong with them', async () => {
    const { problems } = await client.request(methods.configure, { settings: { activeProfile: 'NO' } });
    assert.equal(problems[0]?.source, 'settings');
    assert.match(problems[0]?.message ?? '', /activeProfile/);
    assert.deepEqual(await client.request(methods.configure, { settings: {} }), { problems: [] });
  });

  it('S2, S4: writes no key, no question and no answer into any file', async () => {
    const secretQuestion = 'Is the otter under the aqueduct?';
    await client.request(methods.ask, question(secretQuestion));
    const text = lab.filesText();
    assert.match(text, /gpt-4\.1/);
    for (const secret of [upstreamKey, 'sk-wrong-0011223344556677', 'otter', 'simulated answer']) {
      assert.equal(text.includes(secret), false, `${secret} was written`);
    }
  });
});
