/** What upstreams say of the limits left, dialect by dialect. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parseResetMs, readRateLimitHeaders } from '../../../server/resilience/rate-limit-headers.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');

describe('reset of a limit', () => {
  for (const [text, expectedMs] of [
    ['6ms', 6],
    ['0s', 0],
    ['8.64s', 8_640],
    ['17.399999999s', 17_399.999999],
    ['1m30s', 90_000],
    ['1m13.588s', 73_588],
    ['2h3m4s', 7_384_000],
    ['1d', 86_400_000],
    ['1m', 60_000],
    ['33', 33_000],
    ['0.5', 500],
    [' 2 ', 2_000],
    ['2026-11-22T12:00:10Z', 10_000],
    ['2026-11-22T11:59:00Z', 0],
    ['2026-11-22T13:00:10+01:00', 10_000],
    ['Sun, 22 Nov 2026 12:01:00 GMT', 60_000],
    ['1795348805', 5_000],
    ['1795348805000', 5_000],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['5x', null],
    ['1.2.3s', null],
    ['s', null],
  ] as const) {
    it(`R7: "${text}" is ${expectedMs} ms`, () => {
      const actualMs = parseResetMs(text, nowMs);
      if (expectedMs === null || actualMs === null) assert.equal(actualMs, expectedMs);
      else assert.ok(Math.abs(actualMs - expectedMs) < 1e-6, `${actualMs}`);
    });
  }
});

describe('rate limit headers', () => {
  it("R7: reads OpenAI's", () => {
    const headers = {
      'x-ratelimit-limit-requests': '10000',
      'x-ratelimit-remaining-requests': '9999',
      'x-ratelimit-reset-requests': '6ms',
      'x-ratelimit-remaining-tokens': ['199973'],
      'x-ratelimit-reset-tokens': ['1m2s'],
    };
    assert.deepEqual(readRateLimitHeaders(headers, nowMs), {
      requests: { remaining: 9_999, resetMs: 6, limit: 10_000 },
      tokens: { remaining: 199_973, resetMs: 62_000 },
    });
  });

  it("R7: reads Azure's plain numbers as milliseconds", () => {
    const headers = {
      'x-ratelimit-remaining-requests': '119',
      'x-ratelimit-reset-requests': '500',
      'x-ratelimit-renewalperiod-requests': '60',
    };
    assert.deepEqual(readRateLimitHeaders(headers, nowMs).requests, { remaining: 119, resetMs: 500 });
  });

  it("R7: reads Mistral's, which name the minute instead of a reset", () => {
    const headers = { 'x-ratelimit-remaining-req-minute': '95', 'x-ratelimit-remaining-tokens-minute': '99692' };
    assert.deepEqual(readRateLimitHeaders(headers, nowMs), {
      requests: { remaining: 95, resetMs: 60_000 },
      tokens: { remaining: 99_692, resetMs: 60_000 },
    });
  });

  it("R7: reads Anthropic's instants by the wall clock", () => {
    const headers = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:07Z',
    };
    assert.deepEqual(readRateLimitHeaders(headers, nowMs), {
      requests: { remaining: 0, resetMs: 7_000 },
      tokens: null,
    });
  });

  it('R7: a reset that cannot be read is a minute away', () => {
    const headers = { 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': 'soon' };
    assert.deepEqual(readRateLimitHeaders(headers, nowMs).requests, { remaining: 3, resetMs: 60_000 });
  });

  it('R7: what is not there or no count says nothing', () => {
    const nothing = { requests: null, tokens: null };
    assert.deepEqual(readRateLimitHeaders({}, nowMs), nothing);
    assert.deepEqual(readRateLimitHeaders({ 'x-ratelimit-remaining-requests': 'many' }, nowMs), nothing);
  });
});

const recordings = join(
  process.env.DUALTRACK_DATA ?? resolve(import.meta.dirname, '../../../../shared/data'),
  'recordings',
);
const missing = existing(recordings) ? false : `no recordings at ${recordings}`;

describe('rate limit headers of recorded answers', { skip: missing }, () => {
  it('R7: every reset and every remaining count of the recordings is read', () => {
    let read = 0;
    for (const file of readdirSync(recordings).filter((name) => name.endsWith('.jsonl'))) {
      for (const line of readFileSync(join(recordings, file), 'utf8').split('\n').filter(Boolean)) {
        const headers = headersOf(JSON.parse(line));
        const levels = readRateLimitHeaders(headers, Date.parse('2020-01-01T00:00:00Z'));
        for (const side of ['requests', 'tokens'] as const) {
          const isTold = Object.keys(headers).some((name) => isRemaining(name, side));
          assert.equal(levels[side] !== null, isTold, `${file}: ${JSON.stringify(headers)}`);
          if (levels[side] !== null) read += 1;
        }
        for (const [name, [text = '']] of Object.entries(headers)) {
          if (/ratelimit.*reset/.test(name)) assert.notEqual(parseResetMs(text, nowMs), null, `${name}: ${text}`);
        }
      }
    }
    assert.ok(read > 400, `${read} levels`);
  });
});

function existing(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

function isRemaining(name: string, side: 'requests' | 'tokens'): boolean {
  const short = side === 'requests' ? 'req' : 'tokens';
  return [
    `x-ratelimit-remaining-${side}`,
    `x-ratelimit-remaining-${short}-minute`,
    `anthropic-ratelimit-${side}-remaining`,
  ].includes(name);
}

/** The headers of a recorded exchange, names in small letters as Node gives them. */
function headersOf(exchange: { headers?: Record<string, string | string[]> }): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(exchange.headers ?? {})) headers[name.toLowerCase()] = [value].flat();
  return headers;
}
