/** Telemetry against a collector on this machine that keeps what it is sent. */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AttemptRow } from '../../../protocol/spend.ts';
import { noUsage } from '../../../protocol/usage.ts';
import { systemClock } from '../../../server/clock.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import type { Requests } from '../../../server/requests.ts';
import { keepTelemetry } from '../../../server/telemetry/keep-telemetry.ts';
import { attemptRow } from '../../support/attempt-row.ts';

type SettleListener = Parameters<Requests['onSettle']>[0];
interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const row = attemptRow({
  requestId: '0b2f6c1e-8a3d-4f57-9c1b-2d3e4f5a6b7c',
  target: 'gpt-4.1@relay',
  client: 'cli',
  workspace: '/home/ada/secret-project',
  branch: 'feature/secret',
  command: 'explain',
  usage: { ...noUsage, inputTokens: 100, cacheReadTokens: 20, outputTokens: 30, reasoningTokens: 5 },
  listCostNanoUsd: 1_000_000,
  billedCostNanoUsd: 500_000,
  savingsNanoUsd: 500_000,
  startedAt: '2026-11-22T10:00:00.000Z',
  firstPartMs: 250,
  totalMs: 1500,
});

describe('telemetry', () => {
  let collector: Server;
  let url = '';
  let received: Received[] = [];
  let status = 200;
  const listeners = new Set<SettleListener>();

  beforeEach(async () => {
    received = [];
    status = 200;
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    url = `http://127.0.0.1:${port}`;
  });
  afterEach(() => {
    listeners.clear();
    collector.closeAllConnections();
    return new Promise((resolve) => collector.close(resolve));
  });

  function arrange(telemetry: unknown, load?: Parameters<typeof keepTelemetry>[0]['load']) {
    const relay = {
      provider: 'openai-compatible',
      baseUrl: 'https://api.deepseek.com/v1',
      models: { 'gpt-4.1': { upstreamName: 'gpt-4.1-2026' } },
    };
    const configuration = createConfigurationStore({
      tracks: { relay },
      ...(telemetry !== undefined && { telemetry }),
    });
    const lines: string[] = [];
    const kept = keepTelemetry({
      configuration,
      requests: {
        onSettle: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      readKey: async (reference, field) => `${field} from ${JSON.stringify(reference)}`,
      clock: systemClock,
      instanceId: 'instance',
      version: '1.2.3',
      log: { write: (line) => lines.push(line) },
      ...(load !== undefined && { load }),
    });
    const target = configuration.current().targets.get('gpt-4.1@relay') ?? assert.fail();
    const settle = (one: AttemptRow) => {
      for (const listener of listeners)
        listener(one, { type: 'settled', target, row: one, servedModel: 'gpt-4.1-served' });
    };
    return { configuration, kept, lines, settle };
  }

  it('is off unless a collector is configured: nothing is loaded and nothing sent', async () => {
    const { kept, settle } = arrange(undefined, () => assert.fail('it was loaded'));
    settle(row);
    await kept.close();
    assert.deepEqual(received, []);
  });

  it('sends a span of each attempt in the words of the GenAI conventions, attempts of a request in one trace', async () => {
    const { kept, settle } = arrange({ otlpEndpoint: `${url}/` });
    settle(row);
    settle({ ...row, attempt: 2, outcome: 'timeout', usage: null, firstPartMs: null, billedCostNanoUsd: null });
    await kept.close();
    const traces = received.find(({ path }) => path === '/v1/traces') ?? assert.fail();
    const [{ resource, scopeSpans }] = JSON.parse(traces.body).resourceSpans;
    const attributesOf = (held: { attributes: { key: string; value: Record<string, unknown> }[] }) =>
      Object.fromEntries(held.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
    assert.equal(attributesOf(resource)['service.name'], 'dualtrack');
    const [first, second] = scopeSpans[0].spans;
    assert.equal(first.name, 'chat gpt-4.1-2026');
    assert.equal(first.kind, 3);
    assert.equal(first.traceId, row.requestId.replaceAll('-', ''));
    assert.equal(second.traceId, first.traceId);
    assert.notEqual(second.spanId, first.spanId);
    assert.equal(BigInt(first.endTimeUnixNano) - BigInt(first.startTimeUnixNano), 1_500_000_000n);
    const attributes = attributesOf(first);
    const expected = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'deepseek',
      'gen_ai.request.model': 'gpt-4.1-2026',
      'gen_ai.response.model': 'gpt-4.1-served',
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 35,
      'gen_ai.response.time_to_first_chunk': 0.25,
      'server.address': 'api.deepseek.com',
      'server.port': 443,
      'dualtrack.target': 'gpt-4.1@relay',
      'dualtrack.cost.billed_nano_usd': 500_000,
      'dualtrack.request.id': row.requestId,
    };
    for (const [key, value] of Object.entries(expected)) assert.equal(attributes[key], value, key);
    assert.equal('error.type' in attributes, false);
    assert.equal(attributesOf(second)['error.type'], 'timeout');
    assert.equal(second.status.code, 2);
  });

  it('sends durations, tokens and cost as metrics; simulated cost and unknown cost are not among the money', async () => {
    const { kept, settle } = arrange({ otlpEndpoint: url });
    settle(row);
    settle({ ...row, simulated: true });
    settle({ ...row, billedCostNanoUsd: null });
    await kept.close();
    const metrics = received.find(({ path }) => path === '/v1/metrics') ?? assert.fail();
    const found = new Map<
      string,
      { sum?: { dataPoints: { asDouble: number }[] }; histogram?: { dataPoints: { count: number }[] } }
    >(
      JSON.parse(metrics.body).resourceMetrics[0].scopeMetrics[0].metrics.map((one: { name: string }) => [
        one.name,
        one,
      ]),
    );
    assert.deepEqual([...found.keys()].sort(), [
      'dualtrack.cost.billed',
      'dualtrack.cost.unknown',
      'gen_ai.client.operation.duration',
      'gen_ai.client.operation.time_to_first_chunk',
      'gen_ai.client.token.usage',
    ]);
    assert.deepEqual(
      found.get('dualtrack.cost.billed')?.sum?.dataPoints.map(({ asDouble }) => asDouble),
      [0.0005],
    );
    const counts = found.get('gen_ai.client.operation.duration')?.histogram?.dataPoints.map(({ count }) => count);
    assert.deepEqual(counts, [2, 1]);
  });

  it('S4: tells nothing of folders and branches, and the collector knows the sender by the headers that are named', async () => {
    const { kept, settle } = arrange({ otlpEndpoint: url, headers: { authorization: { env: 'OTLP_KEY' } } });
    settle(row);
    await kept.close();
    assert.equal(received.length, 2);
    for (const { headers, body } of received) {
      assert.equal(headers.authorization, 'telemetry.headers.authorization from {"env":"OTLP_KEY"}');
      assert.doesNotMatch(body, /secret/);
    }
  });

  it('follows the settings while the daemon runs', async () => {
    const { configuration, kept, settle } = arrange(undefined);
    configuration.configure({ telemetry: { otlpEndpoint: url } });
    settle(row);
    configuration.configure({});
    settle(row);
    await kept.close();
    const spans = received
      .filter(({ path }) => path === '/v1/traces')
      .flatMap(({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans);
    assert.equal(spans.length, 1);
  });

  it('says once that the collector refuses, not what it answers, and ends all the same', async () => {
    status = 400;
    const { kept, settle, lines } = arrange({ otlpEndpoint: url });
    settle(row);
    await kept.close();
    assert.deepEqual(lines, [`telemetry: the collector at ${url} does not take what it is sent`]);
  });
});
