/** An upstream that means harm: what it sends costs the request, never the key, the daemon, the ledger or another request. */
import assert from 'node:assert/strict';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, afterEach, before, describe, it } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import type { Part } from '../../protocol/part.ts';
import { usageSchema } from '../../protocol/usage-schema.ts';
import { systemClock } from '../../server/clock.ts';
import { createAnthropic } from '../../server/providers/anthropic.ts';
import { createGemini } from '../../server/providers/gemini.ts';
import { createHttp } from '../../server/providers/http.ts';
import { createOpenAiCompatible } from '../../server/providers/openai-compatible.ts';
import { RequestError } from '../../server/request-error.ts';
import {
  exchange,
  type Outcome,
  type RawUpstream,
  startRawUpstream,
  targetAt,
  textOf,
} from '../server/providers/exchange.ts';
import { openGateway, question } from '../support/gateway.ts';

const key = 'sk-attack-0123456789abcdef';
const http = createHttp();
const parts = { http, clock: systemClock, networkInterfaces, resolveKey: async () => key };
const dialects = {
  'openai-compatible': createOpenAiCompatible(parts),
  gemini: createGemini(parts),
  anthropic: createAnthropic(parts),
} as const;
type Dialect = keyof typeof dialects;
const names = ['openai-compatible', 'gemini', 'anthropic'] as const;
const target = (dialect: Dialect, url: string) => targetAt(url, 'm', { provider: dialect });
const ask = (url: string, dialect: Dialect = 'openai-compatible', more: Parameters<typeof exchange>[2] = {}) =>
  exchange(dialects[dialect], target(dialect, url), more);

after(() => http.close());

describe('W9: a redirect', () => {
  it('is never followed, to whatever host and by whatever status: no key, no question goes there', async () => {
    const reached: IncomingHttpHeaders[] = [];
    const goal = createHttpServer((request, response) => {
      reached.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>((resolve) => goal.listen(0, '127.0.0.1', resolve));
    const upstream = await startRawUpstream();
    try {
      const address = goal.address();
      assert.ok(address !== null && typeof address === 'object');
      for (const dialect of names) {
        for (const status of [300, 301, 302, 303, 305, 307, 308]) {
          const location = `http://127.0.0.1:${address.port}/v1/chat/completions`;
          upstream.answer((_, response) => response.writeHead(status, { location }).end());
          const { error, parts } = await ask(upstream.url, dialect);
          assert.equal(error?.kind, 'no-such-model', `${dialect} ${status}`);
          assert.deepEqual(parts, []);
          assert.ok(!error.message.includes(key));
        }
      }
      assert.deepEqual(reached, []);
    } finally {
      await upstream.close();
      await new Promise((resolve) => goal.close(resolve));
    }
  });
});

describe('S3: an answer without end', () => {
  let upstream: RawUpstream;
  before(async () => {
    upstream = await startRawUpstream();
  });
  after(() => upstream.close());

  for (const dialect of names) {
    it(`that is small until it is unpacked ends at the bound: ${dialect}`, async () => {
      let connectionEnded = false;
      upstream.answer((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.on('close', () => {
          connectionEnded = true;
        });
        const packed = createGzip();
        packed.pipe(response);
        const blanks = Buffer.alloc(4 * 1024 * 1024, ' ');
        packed.write(`{"choices":[{"message":{"content":"`);
        const more = (left: number): void => {
          if (left === 0) packed.end();
          else packed.write(blanks, () => more(left - 1));
        };
        // A gigabyte.
        more(250);
      });
      const { error } = await ask(upstream.url, dialect, { stream: false });
      assert.equal(error?.kind, 'network');
      assert.match(error.message, /the answer is larger than is ever read/);
      await until(() => connectionEnded);
    });
  }

  for (const packing of ['plain', 'gzip'] as const) {
    it(`of white space alone ends soon and fills no memory: ${packing}`, async () => {
      const piece = Buffer.alloc(1024 * 1024, '\n');
      let sent = 0;
      upstream.answer((_, response) => {
        const type = { 'content-type': 'text/event-stream' };
        response.writeHead(200, packing === 'gzip' ? { ...type, 'content-encoding': 'gzip' } : type);
        const into = packing === 'gzip' ? createGzip() : response;
        if (into !== response) into.pipe(response);
        const more = () => {
          if (response.destroyed) return;
          if (sent === 300) into.end();
          else into.write(piece, more);
          sent += 1;
        };
        more();
      });
      const before = process.memoryUsage().rss;
      const { error } = await ask(upstream.url);
      assert.equal(error?.kind, 'network');
      assert.match(error.message, /the answer is larger than is ever read/);
      const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
      assert.ok(grown < 100, `${grown} MB`);
      assert.ok(sent < 300, 'it was all read');
    });
  }

  it('of a refusal is read to a small bound, and the connection is dropped', async () => {
    let sent = 0;
    upstream.answer((_, response) => {
      response.writeHead(500, { 'content-type': 'text/html' });
      const piece = Buffer.alloc(64 * 1024, 'a');
      const more = () => {
        if (response.destroyed) return;
        sent += piece.length;
        if (response.write(piece)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    const { error } = await ask(upstream.url);
    assert.equal(error?.kind, 'overloaded');
    assert.ok(error.message.length < 1_000, error.message);
    assert.ok(sent < 64 * 1024 * 1024, `${sent}`);
  });

  it('packed in an unknown way, or twice, is no answer', async () => {
    for (const encoding of ['zstd', 'gzip, gzip', 'x-nothing', 'gzip;q=1']) {
      upstream.answer((_, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(gzipSync('{"choices":[]}')));
      });
      const { error } = await ask(upstream.url);
      assert.equal(error?.kind, 'network', encoding);
    }
  });
});

const sse = { 'content-type': 'text/event-stream' };
const event = (value: string) => `data: ${value}\n\n`;
/** A first piece of content, and one that holds some JSON in a field of its own. */
const pieces: Readonly<Record<Dialect, { readonly hello: string; holding(json: string): string }>> = {
  'openai-compatible': {
    hello: event('{"choices":[{"index":0,"delta":{"content":"Hi"}}]}'),
    holding: (json) => event(`{"choices":[{"index":0,"delta":{"content":"Hi","v":${json}}}]}`),
  },
  gemini: {
    hello: event('{"candidates":[{"index":0,"content":{"parts":[{"text":"Hi"}]}}]}'),
    holding: (json) =>
      event(`{"candidates":[{"index":0,"content":{"parts":[{"functionCall":{"name":"f","args":${json}}}]}}]}`),
  },
  anthropic: {
    hello:
      event('{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}') +
      event('{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}'),
    holding: (json) =>
      event(`{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"f","input":${json}}}`),
  },
};

describe('F1: an answer nested deeper than can be written out again', () => {
  let upstream: RawUpstream;
  before(async () => {
    upstream = await startRawUpstream();
  });
  after(() => upstream.close());

  for (const dialect of names) {
    it(`fails before anything of it is delivered, and cuts what was: ${dialect}`, async () => {
      const { hello, holding } = pieces[dialect];
      const deep = holding(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
      for (const [said, kind] of [
        [deep, 'network'],
        [hello + deep, 'truncated'],
      ] as const) {
        upstream.answer((_, response) => response.writeHead(200, sse).end(said));
        const { error, parts } = await ask(upstream.url, dialect);
        assert.equal(error?.kind, kind);
        assert.match(error.message, /nested more than 500 deep/);
        assert.equal(textOf(parts), kind === 'network' ? '' : 'Hi');
      }
    });
  }
});

describe('an answer of more choices than there can be', () => {
  let upstream: RawUpstream;
  before(async () => {
    upstream = await startRawUpstream();
  });
  after(() => upstream.close());

  for (const [dialect, choice] of [
    ['openai-compatible', (index: number) => `{"index":${index},"delta":{}}`],
    ['gemini', (index: number) => `{"index":${index}}`],
  ] as const) {
    it(`is no answer, and keeps nobody else waiting: ${dialect}`, { timeout: 60_000 }, async () => {
      const list = dialect === 'gemini' ? 'candidates' : 'choices';
      const many = Array.from({ length: 200_000 }, (_, index) => choice(index)).join(',');
      const small = pieces[dialect].hello.repeat(5_000);
      upstream.answer((_, response) => response.writeHead(200, sse).end(event(`{"${list}":[${many}]}`) + small));
      const { error } = await ask(upstream.url, dialect);
      assert.equal(error?.kind, 'network');
    });
  }

  it('of as many as there may be is read to the end', async () => {
    const choices = Array.from({ length: 128 }, (_, index) => ({ index, delta: { content: 'a' } }));
    const ends = choices.map(({ index }) => ({ index, delta: {}, finish_reason: 'stop' }));
    const said =
      event(JSON.stringify({ choices })) + pieces['openai-compatible'].hello + event(JSON.stringify({ choices: ends }));
    upstream.answer((_, response) => response.writeHead(200, sse).end(said));
    const { error, parts } = await ask(upstream.url, 'openai-compatible', { chat: { choices: 128 } });
    assert.equal(error, null);
    assert.equal(parts.filter(({ type }) => type === 'finish').length, 128);
    assert.equal(textOf(parts), 'aHi');
    assert.equal(textOf(parts, 127), 'a');
  });
});

/** What no HTTP server would send, by what it is. */
const wires: Readonly<Record<string, (socket: Socket) => void>> = {
  'headers without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const more = () => {
      if (!socket.destroyed) socket.write(`x-${'a'.repeat(500)}: ${'b'.repeat(500)}\r\n`, () => setImmediate(more));
    };
    more();
  },
  'one header of a megabyte': (socket) => socket.write(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(1_000_000)}\r\n\r\n`),
  '100 Continue that nobody asked for, again and again': (socket) => {
    const more = () => {
      if (!socket.destroyed) socket.write('HTTP/1.1 100 Continue\r\n\r\n', () => setImmediate(more));
    };
    more();
  },
  'an upgrade that nobody asked for': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nx'),
  'a length that is no number': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}'),
  'a length below 0': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}'),
  'a length and pieces': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}'),
  'a piece of a false length': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff0\r\n{}'),
  'no HTTP at all': (socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'),
  'a head, and a reset': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {"choi', () =>
      socket.resetAndDestroy(),
    );
  },
  'bytes without meaning': (socket) => socket.write(Buffer.alloc(100_000, 0xff)),
};

describe('F1: on the wire', () => {
  let server: Server | null = null;
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server?.close();
  });

  for (const [what, send] of Object.entries(wires)) {
    it(`${what} is a failure of the network in plain words`, { timeout: 20_000 }, async () => {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.once('data', () => send(socket));
      });
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      assert.ok(address !== null && typeof address === 'object');
      const { parts, error } = await ask(`http://127.0.0.1:${address.port}/v1`);
      assert.equal(error?.kind, 'network');
      assert.deepEqual(parts, []);
      assert.doesNotMatch(error.message, /\n\s+at |undici|node:|sk-attack/);
      assert.match(error.message, /^m@relay: /);
    });
  }

  it('an early hint without end waits no longer than its caller', { timeout: 20_000 }, async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      const more = () => {
        if (!socket.destroyed)
          socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', () => setTimeout(more, 1));
      };
      socket.once('data', more);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const abort = new AbortController();
    const asked = ask(`http://127.0.0.1:${address.port}/v1`, 'openai-compatible', { signal: abort.signal });
    setTimeout(() => abort.abort(new RequestError('timeout', 'no headers')), 100);
    assert.equal((await asked).error?.kind, 'timeout');
  });
});

describe('an answer before all was sent', () => {
  it('is heard, although the connection ends then', { timeout: 20_000 }, async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        const body = '{"error":{"message":"too many"}}';
        socket.end(
          `HTTP/1.1 429 Too Many Requests\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      assert.ok(address !== null && typeof address === 'object');
      const content = [{ type: 'text' as const, text: 'x'.repeat(8_000_000) }];
      const { error } = await ask(`http://127.0.0.1:${address.port}/v1`, 'openai-compatible', {
        chat: { messages: [{ role: 'user', content }] },
      });
      assert.ok(error?.kind === 'rate-limited' || error?.kind === 'network', error?.kind);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

const absurd: readonly unknown[] = [-5, 1e308, 1.5, Number.MAX_SAFE_INTEGER, '12', 'NaN', null, true, [], { a: 1 }];

describe('U3: a block of usage', () => {
  let upstream: RawUpstream;
  before(async () => {
    upstream = await startRawUpstream();
  });
  after(() => upstream.close());

  const answers: Readonly<Record<Dialect, (count: unknown) => object>> = {
    'openai-compatible': (count) => ({
      id: 'a\r\nX-Evil: 1',
      model: 'm',
      choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: count,
        completion_tokens: count,
        total_tokens: count,
        completion_tokens_details: { reasoning_tokens: count },
      },
    }),
    gemini: (count) => ({
      responseId: 'a\r\nX-Evil: 1',
      candidates: [{ index: 0, content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
      usageMetadata: {
        promptTokenCount: count,
        candidatesTokenCount: count,
        thoughtsTokenCount: count,
        totalTokenCount: count,
      },
    }),
    anthropic: (count) => ({
      id: 'a\r\nX-Evil: 1',
      type: 'message',
      model: 'm',
      role: 'assistant',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: count,
        output_tokens: count,
        cache_read_input_tokens: count,
        cache_creation_input_tokens: count,
      },
    }),
  };

  for (const dialect of names) {
    it(`of absurd figures costs no answer, and no figure of it is believed: ${dialect}`, async () => {
      for (const count of absurd) {
        // JSON has no numbers beyond those it can write: 1e308 goes as such.
        upstream.answer((_, response) => response.end(JSON.stringify(answers[dialect](count))));
        const outcome = await ask(upstream.url, dialect, { stream: false });
        assert.equal(outcome.error, null, `${count}: ${outcome.error?.message}`);
        assert.equal(textOf(outcome.parts), 'Hi');
        for (const part of usagesOf(outcome)) {
          usageSchema.parse(part.usage);
          for (const figure of Object.values(part.usage))
            assert.ok(figure === true || figure === false || figure <= 1e9);
        }
      }
    });
  }
});

describe('S2: a name of a megabyte with commands and lines in it', () => {
  it('breaks no head, fills no row and commands no terminal', async () => {
    const upstream = await startRawUpstream();
    const evil = `evil\r\nSet-Cookie: a=b\r\n\r\n\u001b]0;owned\u0007${'x'.repeat(1_000_000)}`;
    upstream.answer((_, response) => {
      const choices = [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, note: evil };
      response
        .writeHead(200, { 'x-request-id': 'a'.repeat(8_000) })
        .end(JSON.stringify({ id: evil, model: evil, choices, usage }));
    });
    const gateway = await openGateway({ track: { baseUrl: upstream.url } });
    try {
      const response = await gateway.post(question());
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('set-cookie'), null);
      await response.text();
      const [row] = gateway.ledger.recent(1);
      assert.equal(row?.outcome, 'success');
      const { rows } = await gateway.ledger.books.rows({ limit: 10 });
      const [booked] = rows;
      assert.ok(booked?.servedModel?.startsWith('evil Set-Cookie: a=b'), booked?.servedModel ?? 'nothing');
      assert.ok(JSON.stringify(booked).length < 5_000);
      assert.doesNotMatch(booked?.servedModel ?? '', /\p{Cc}/u);
      assert.deepEqual(gateway.faults, []);
    } finally {
      await gateway.close();
      await upstream.close();
    }
  });
});

describe('S2: a key that could break the head of a request', () => {
  it('is sent nowhere, and is not in the error', async () => {
    const upstream = await startRawUpstream();
    try {
      for (const odd of [`${key}\r\nX-Evil: 1`, `${key}\n`, `${key}\0`, `${key}漢`]) {
        const heads: IncomingHttpHeaders[] = [];
        upstream.answer(({ headers }, response) => {
          heads.push(headers);
          response.writeHead(401).end();
        });
        for (const [create, dialect] of [
          [createOpenAiCompatible, 'openai-compatible'],
          [createGemini, 'gemini'],
          [createAnthropic, 'anthropic'],
        ] as const) {
          const provider = create({ ...parts, resolveKey: async () => odd });
          const { error } = await exchange(provider, target(dialect, upstream.url));
          assert.ok(error !== null);
          assert.ok(!error.message.includes(key), error.message);
        }
        for (const head of heads) assert.equal(head['x-evil'], undefined);
      }
    } finally {
      await upstream.close();
    }
  });
});

describe('S2: a key that no header can carry', () => {
  for (const dialect of names) {
    it(`is of kind auth however often, and keeps no other track of the host from its answer: ${dialect}`, async () => {
      const upstream = await startRawUpstream();
      let reached = 0;
      upstream.answer((_, response) => {
        reached += 1;
        response.writeHead(429).end();
      });
      const own = createHttp();
      const create = { 'openai-compatible': createOpenAiCompatible, gemini: createGemini, anthropic: createAnthropic };
      const providerWith = (resolved: string) =>
        create[dialect]({ ...parts, http: own, resolveKey: async () => resolved });
      try {
        const masked = providerWith('sk-abc…wxyz');
        for (let index = 0; index < 60; index += 1) {
          const { error } = await exchange(masked, target(dialect, upstream.url));
          assert.equal(error?.kind, 'auth');
          assert.doesNotMatch(error.message, /abc|wxyz/);
        }
        assert.equal(reached, 0);
        const signal = AbortSignal.timeout(5_000);
        const { error } = await exchange(providerWith(key), target(dialect, upstream.url), { signal });
        assert.equal(error?.kind, 'rate-limited');
      } finally {
        await own.close();
        await upstream.close();
      }
    });
  }
});

function usagesOf({ parts }: Outcome) {
  return parts.filter((part): part is Extract<Part, { type: 'usage' }> => part.type === 'usage');
}

async function until(happened: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + 5_000;
  while (!happened()) {
    assert.ok(performance.now() < giveUpAtMs, `${happened}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
