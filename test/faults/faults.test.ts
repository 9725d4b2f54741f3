/**
 * What upstreams do wrong, each against two of them on this machine, through every door of the daemon: the gateway
 * streamed and whole, and JSON-RPC. The table says what must come of it.
 */
import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RequestFailed } from '../../client/errors.ts';
import { textMessage } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Fault } from '../../server/sandbox/faults.ts';
import { type OpenGateway, openGateway, question, readEvents } from '../support/gateway.ts';
import { openRpc, type RpcDoor } from '../support/rpc.ts';

const firstPartMs = 500;
const settings = {
  profile: {
    timeouts: { headersMs: firstPartMs, firstPartMs, idleMs: 300, deadlineMs: 20_000 },
    // A Retry-After beyond the cap is not waited for.
    retry: { attempts: 3, baseMs: 5, capMs: 200 },
  },
};

/** `complete`, or the kind it failed with; `broken`: that kind after text had been delivered. */
interface Expected {
  readonly outcome: string;
  /** Attempts as `upstream outcome`, in order; a row in the ledger each, and nothing else. */
  readonly attempts: readonly string[];
  /** Of the gateway; 200 unless said otherwise. */
  readonly status?: number;
}

interface Case {
  readonly fault: string;
  /** What the first upstream does, request by request; after that it is well. */
  readonly a: readonly Fault[];
  readonly b?: readonly Fault[];
  readonly streamed: Expected;
  /** Where nothing is delivered before the end, more can be mended. */
  readonly whole?: Expected;
}

const complete = (...attempts: string[]): Expected => ({ outcome: 'complete', attempts });
const broken = (...attempts: string[]): Expected => ({ outcome: 'broken truncated', attempts });
const status = (code: number, headers?: Record<string, string>, body?: unknown): Fault => ({
  type: 'status',
  status: code,
  ...(headers !== undefined && { headers }),
  ...(body !== undefined && { body }),
});
const times = (count: number, fault: Fault): Fault[] => Array.from({ length: count }, () => fault);

const cases: readonly Case[] = [
  {
    fault: '429 with a short Retry-After is waited out',
    a: [status(429, { 'retry-after': '0.1' })],
    streamed: complete('a rate-limited', 'a success'),
  },
  {
    fault: '429 with a long Retry-After goes on to the other upstream',
    a: [status(429, { 'retry-after': '30' })],
    streamed: complete('a rate-limited', 'b success'),
  },
  {
    fault: '429 without Retry-After goes on to the other upstream',
    a: [status(429)],
    streamed: complete('a rate-limited', 'b success'),
  },
  {
    fault: '500 then fine: one more try there',
    a: [status(500)],
    streamed: complete('a overloaded', 'a success'),
  },
  {
    fault: '500 twice goes on',
    a: times(2, status(500)),
    streamed: complete('a overloaded', 'a overloaded', 'b success'),
  },
  { fault: '503 goes on at once', a: [status(503)], streamed: complete('a overloaded', 'b success') },
  {
    fault: 'TCP reset is tried again, then goes on',
    a: times(3, { type: 'reset' }),
    streamed: complete('a network', 'a network', 'a network', 'b success'),
  },
  { fault: 'silence goes on', a: [{ type: 'silence' }], streamed: complete('a timeout', 'b success') },
  {
    fault: 'a slow first part goes on, though the role came in time',
    a: [{ type: 'slow-first-part', delayMs: 5_000, withRole: true }],
    streamed: complete('a timeout', 'b success'),
  },
  {
    fault: 'a cut in the middle is no complete answer',
    a: [{ type: 'cut', afterParts: 2 }],
    streamed: broken('a truncated'),
    whole: complete('a network', 'a success'),
  },
  {
    fault: 'a clean end in the middle is no complete answer',
    a: [{ type: 'cut', afterParts: 2, cleanly: true }],
    streamed: broken('a truncated'),
    whole: complete('a network', 'a success'),
  },
  {
    fault: 'a cut before the first content goes on',
    a: times(3, { type: 'cut', afterParts: 0 }),
    streamed: complete('a network', 'a network', 'a network', 'b success'),
  },
  {
    fault: 'a stall in the middle is no complete answer',
    a: [{ type: 'stall', afterParts: 2 }],
    streamed: broken('a truncated'),
    whole: complete('a timeout', 'b success'),
  },
  {
    fault: 'a malformed chunk is no complete answer',
    a: [{ type: 'malformed-chunk', afterParts: 2 }],
    streamed: broken('a truncated'),
    whole: complete('a network', 'a success'),
  },
  {
    fault: 'an error as second event goes on',
    a: [{ type: 'error-event', afterParts: 0 }],
    streamed: complete('a overloaded', 'b success'),
  },
  {
    fault: 'a missing terminator after a finish reason is complete',
    a: [{ type: 'no-terminator' }],
    streamed: complete('a success'),
  },
  {
    fault: 'context too long goes on while windows are unknown',
    a: [{ type: 'context-too-long' }],
    streamed: complete('a context-too-long', 'b success'),
  },
  {
    fault: 'context too long everywhere is the caller’s to mend',
    a: [{ type: 'context-too-long' }],
    b: [{ type: 'context-too-long' }],
    streamed: { outcome: 'context-too-long', attempts: ['a context-too-long', 'b context-too-long'], status: 400 },
  },
  {
    fault: 'content refused is refused everywhere',
    a: [{ type: 'content-refused' }],
    streamed: { outcome: 'content-refused', attempts: ['a content-refused'], status: 400 },
  },
  {
    fault: 'a rejected request body is rejected everywhere',
    a: [status(400, {}, { error: { message: 'Unknown field.', type: 'invalid_request_error' } })],
    streamed: { outcome: 'invalid-request', attempts: ['a invalid-request'], status: 400 },
  },
];

/** What came out of a door. */
interface Came {
  readonly outcome: string;
  readonly text: string;
  readonly requestId: string;
  readonly status: number;
  readonly target: string | null;
}

describe('faults of upstreams', () => {
  let gateway: OpenGateway;
  let rpc: RpcDoor;
  beforeEach(async () => {
    gateway = await openGateway({ upstreams: { a: {}, b: {} }, ...settings });
    rpc = await openRpc(gateway);
  });
  afterEach(async () => {
    await rpc.close();
    await gateway.close();
  });

  const doors = {
    'gateway, streamed': () => throughGateway(gateway, true),
    'gateway, whole': () => throughGateway(gateway, false),
    'JSON-RPC': () => throughRpc(rpc),
  } as const satisfies Record<string, () => Promise<Came>>;

  for (const { fault, a, b = [], streamed, whole = streamed } of cases) {
    for (const [door, ask] of Object.entries(doors)) {
      it(`${fault} (${door})`, async () => {
        const expected = door === 'gateway, whole' ? whole : streamed;
        gateway.upstream('a').script({ faults: [...a] });
        gateway.upstream('b').script({ faults: [...b] });
        const startedAtMs = performance.now();
        const came = await ask();
        const tookMs = performance.now() - startedAtMs;

        assert.equal(came.outcome, expected.outcome);
        if (door !== 'JSON-RPC') assert.equal(came.status, expected.status ?? 200);
        const rows = rowsOf(gateway, came.requestId);
        assert.deepEqual(rows.map(described), expected.attempts);
        assert.deepEqual(
          rows.map(({ attempt }) => attempt),
          rows.map((_, index) => index + 1),
        );
        const sent = gateway.upstream('a').seen().requests + gateway.upstream('b').seen().requests;
        assert.equal(sent, rows.length, 'every attempt that an upstream saw is a row');
        assert.equal(came.target, rows.at(-1)?.target);
        if (expected.outcome === 'complete') assert.match(came.text, /simulated answer/);
        if (expected.outcome.startsWith('broken')) assert.ok(came.text.length > 0);
        // F4: a silent upstream costs its first-part limit, and at most a second more.
        if (/silence|slow/.test(fault)) assert.ok(tookMs < firstPartMs + 1000, `took ${tookMs} ms`);
      });
    }
  }

  for (const door of ['gateway, streamed', 'JSON-RPC'] as const) {
    it(`U9: failed attempts are rows of their own, billed as the upstream bills, under one request (${door})`, async () => {
      gateway.upstream('a').script({ faults: [status(500), { type: 'error-event', afterParts: 0 }] });
      const { requestId } = await doors[door]();
      const rows = rowsOf(gateway, requestId);
      assert.deepEqual(rows.map(described), ['a overloaded', 'a overloaded', 'b success']);
      // The first was refused by its status; the second had begun to answer, so it is expected to be charged.
      assert.deepEqual(
        rows.map(({ billable, measured }) => [billable, measured]),
        [
          [false, false],
          [true, false],
          [true, true],
        ],
      );
      assert.equal(rows[0]?.billedCostNanoUsd, 0);
      assert.ok((rows[1]?.billedCostNanoUsd ?? 0) > 0);
      const billed = gateway.upstream('b').seen().billed;
      assert.equal(rows[2]?.billedCostNanoUsd, billed.inputTokens * 1_000 + billed.outputTokens * 2_000);
    });
  }

  it('the cost told with a whole answer is that of all its attempts', async () => {
    gateway.upstream('a').script({ faults: [{ type: 'malformed-chunk', afterParts: 1 }] });
    const response = await gateway.post(question());
    const rows = rowsOf(gateway, response.headers.get('x-dualtrack-request-id') ?? '');
    assert.equal(rows.length, 2);
    const nanoUsd = rows.reduce((sum, { billedCostNanoUsd }) => sum + (billedCostNanoUsd ?? Number.NaN), 0);
    assert.equal(Number(response.headers.get('x-dualtrack-cost-usd')), nanoUsd / 1e9);
  });
});

describe('C1: an outage of 60 s met by 15 requests, 20 times faster', () => {
  let gateway: OpenGateway;
  let rpc: RpcDoor;
  const openMs = 1_500;
  const firstPartMs = 600;
  const arrivalGapMs = 200;
  beforeEach(async () => {
    gateway = await openGateway({
      upstreams: { a: {}, b: {} },
      profile: {
        breaker: { failures: 5, openMs, successes: 2 },
        timeouts: { firstPartMs, headersMs: firstPartMs },
        retry: { attempts: 2, baseMs: 1, capMs: 2 },
      },
    });
    rpc = await openRpc(gateway);
  });
  afterEach(async () => {
    await rpc.close();
    await gateway.close();
  });

  const doors = {
    gateway: () => throughGateway(gateway, true),
    'JSON-RPC': () => throughRpc(rpc),
  } as const satisfies Record<string, () => Promise<Came>>;

  const outages: Readonly<Record<string, Fault>> = { errors: status(500), silence: { type: 'silence' } };
  const throughDoors = Object.entries(doors).flatMap(([door, ask]) =>
    Object.entries(outages).map(([what, fault]) => ({ door, ask, what, fault })),
  );
  for (const { door, ask, what, fault } of throughDoors) {
    const askAndTime = async () => {
      const askedAtMs = performance.now();
      assert.equal((await ask()).outcome, 'complete');
      return performance.now() - askedAtMs;
    };
    it(`by ${what}, through ${door}: few touch the dead upstream, all are answered in time, and it is found when it is back`, async () => {
      const dead = gateway.upstream('a');
      dead.script({ afterwards: fault });
      const asked: Promise<number>[] = [];
      for (let request = 0; request < 15; request += 1) {
        asked.push(askAndTime());
        await pause(arrivalGapMs);
      }
      const slowestMs = Math.max(...(await Promise.all(asked)));
      assert.ok(slowestMs < firstPartMs + 1_000, `${slowestMs} ms`);
      const before = dead.seen().requests;
      assert.ok(before <= 8, `${before} attempts reached it`);
      const rows = gateway.ledger.recent(100).filter(({ target }) => target === 'm@a');
      const touching = new Set(rows.map(({ requestId }) => requestId));
      assert.ok(touching.size <= 4, `${touching.size} requests touched it`);

      dead.script({});
      const backAtMs = performance.now();
      while (dead.seen().requests === before) {
        await askAndTime();
        await pause(arrivalGapMs);
      }
      const foundAfterMs = performance.now() - backAtMs;
      // A request's own time comes on top of the arrival gap.
      assert.ok(foundAfterMs <= openMs + arrivalGapMs + 300, `found after ${foundAfterMs} ms`);
    });
  }
});

async function throughGateway(gateway: OpenGateway, stream: boolean): Promise<Came> {
  const response = await gateway.post(question({ stream }));
  const about = {
    requestId: response.headers.get('x-dualtrack-request-id') ?? '',
    target: response.headers.get('x-dualtrack-target'),
    status: response.status,
  };
  if (!stream || response.status !== 200) {
    const { error, choices } = await response.json();
    const outcome = error === undefined ? 'complete' : error.dualtrack.kind;
    return { ...about, outcome, text: choices?.[0].message.content ?? '' };
  }
  const { data, broke } = await readEvents(response);
  const values = data.filter((value) => value !== '[DONE]').map((value) => JSON.parse(value));
  const text = values.map((value) => value.choices?.[0]?.delta.content ?? '').join('');
  const error = values.find((value) => value.error !== undefined)?.error;
  const isDone = data.at(-1) === '[DONE]';
  assert.equal(isDone, error === undefined, '[DONE] stands for a complete answer');
  assert.equal(broke, !isDone, 'the connection of a broken answer does not end well');
  return { ...about, text, outcome: error === undefined ? 'complete' : `broken ${error.dualtrack.kind}` };
}

async function throughRpc({ client }: RpcDoor): Promise<Came> {
  const chat = { messages: [textMessage('user', 'What does this do?')] };
  try {
    const result = await client.request(methods.ask, { chat }, { onProgress: () => {} });
    const { requestId, target, text, failure } = result;
    return {
      requestId,
      target,
      text,
      status: 200,
      outcome: failure === undefined ? 'complete' : `broken ${failure.kind}`,
    };
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    const { kind, requestId = '', target = null } = error.failure;
    return { requestId, target, text: '', status: 0, outcome: kind };
  }
}

function rowsOf({ ledger }: OpenGateway, requestId: string): readonly AttemptRow[] {
  return ledger
    .recent(50)
    .filter((row) => row.requestId === requestId)
    .toReversed();
}

function described({ target, outcome }: AttemptRow): string {
  return `${target.replace('m@', '')} ${outcome}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
