/** Patterns that read what others wrote: on texts made to stall them they stay quick (ReDoS). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readUsageFile } from '../../cli/usage-file.ts';
import { nanoUsdOf } from '../../cli/usd.ts';
import { createExclusion } from '../../extension/asking/exclusion.ts';
import { fenced } from '../../extension/asking/prompt.ts';
import { findSecrets, withoutSecrets } from '../../extension/asking/secret-shapes.ts';
import { failureFromResponse } from '../../server/providers/failure-from-response.ts';
import { explainBaseUrl, explainRefusedKey } from '../../server/providers/key-shape.ts';
import { redactKeys } from '../../server/providers/redact.ts';
import { readDurationMs, readRetryAfterMs } from '../../server/providers/retry-after.ts';
import { readRateLimitHeaders } from '../../server/resilience/rate-limit-headers.ts';
import { fitsPattern } from '../../server/routing/pattern.ts';

const characters = 200_000;
const many = (piece: string) => piece.repeat(Math.ceil(characters / piece.length));
const asked = { target: 'm@relay', baseUrl: 'https://relay.example/v1', key: null };

/** A text of each makes one of the patterns that are usual for such a task take minutes. */
const hostileTexts: readonly string[] = [
  ...['-a', '-1', 'eyJ-', 'eyJ.', 'sk-', 'key:', 'key ', 'Bearer ', 'a://', '<title', '<title>', '-----BEGIN '].map(
    many,
  ),
  ...['exceeds maximum ', 'model ', 'input token count ', 'violates ', 'api key ', '"', '`a', '/', '.a', '*a', '%'].map(
    many,
  ),
  `key${many(' ')}`,
  `retry${many(' ')}x`,
  `try again in ${many('1')}`,
  `try again in ${many('1m')}x`,
  `retry in ${many('1s ')}x`,
  `${many(' ')}x`,
  `${many('1')}x`,
  many('AKIAABCDEFGHIJKLMNOP\n'),
  many('1m'),
];

/** By what they read for. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'keys to be taken out of messages': (text) => redactKeys(text),
  'waits that headers ask for': (text) =>
    readRetryAfterMs({ headers: { 'retry-after': text }, retryDelay: text, message: '' }, 0),
  'waits that messages ask for': (text) => readRetryAfterMs({ headers: {}, retryDelay: null, message: text }, 0),
  durations: readDurationMs,
  'limits that headers tell': (text) =>
    readRateLimitHeaders({ 'x-ratelimit-reset-requests': text, 'x-ratelimit-remaining-requests': text }, 0),
  'failures as text': (text) => failureFromResponse({ status: 400, headers: {}, body: text }, asked, 0),
  'failures as JSON': (text) =>
    failureFromResponse({ status: 429, headers: {}, body: { error: { message: text, code: text } } }, asked, 0),
  'secrets in code': findSecrets,
  'secrets to be taken out of code': withoutSecrets,
  'fences around code': (text) => fenced(text, 'ts'),
  'amounts of dollars': nanoUsdOf,
  'keys that were refused': (text) => explainRefusedKey(text, 'https://relay.example/v1'),
  'base URLs': () => explainBaseUrl(`https://relay.example/${many('v1/')}`),
  'rules of profiles': (text) => fitsPattern('*a*a*a*a*a*a*a*b', text.slice(0, 1_000)),
};

const mostBusyMs = 500;

describe('a hostile text does not stall', () => {
  for (const [what, read] of Object.entries(readers)) {
    it(`what reads ${what}`, () => {
      for (const text of hostileTexts) assertQuick(() => read(text), text);
    });
  }

  it('what reads the patterns of a repository, in any number of stars and folders', () => {
    const path = `${'a/'.repeat(400)}${'a'.repeat(255)}`;
    const lines = [
      '*a*a*a*a*a*a*b',
      `${'**/a/'.repeat(40)}b`,
      `${'*'.repeat(5_000)}b`,
      `${'[*a]*'.repeat(50)}b`,
      '!*a*a*a*a*b',
    ];
    for (const line of lines) {
      assertQuick(() => createExclusion([line], [{ folder: '', text: line }]).isIgnored(path), line);
      assertQuick(() => createExclusion([line], []).excludedBy(path), line);
    }
  });

  it('what reads a usage file', () => {
    const head = 'date,model,cost\n';
    const reading = { mapping: new Map(), decimal: null, dayOf: () => '2026-11-22' };
    for (const cell of hostileTexts) {
      const line = `2026-11-22,m,"${cell.replaceAll('"', '""').replaceAll('\n', ' ')}"\n`;
      assertQuick(() => assert.throws(() => readUsageFile('u.csv', head + line, reading)), cell);
    }
  });
});

describe('patterns of a repository that are cut down', () => {
  const ignores = (text: string, path: string) => createExclusion([], [{ folder: '', text }]).isIgnored(path);

  it('still fit all they fitted', () => {
    assert.ok(ignores('*.a.*.b.*', 'x.a.y.b.z'));
    assert.ok(ignores('**/x/**/y/**/z', '1/x/2/y/3/z'));
    assert.ok(ignores('x*[*]*y*', 'x1*2y3'));
  });

  it('let no more files through than they did', () => {
    assert.ok(ignores('*.log\n!a*b*c*d*e.log', 'abXe.log'));
  });

  it('of the usual kinds are left as they are', () => {
    for (const [pattern, inside, outside] of [
      ['*.py[cod]', 'a.pyc', 'a.py'],
      ['**/node_modules/**', 'a/node_modules/b', 'a/b'],
      ['npm-debug.log*', 'npm-debug.log.1', 'npm.log'],
      ['.*.sw[a-p]', '.x.swp', 'x.swp'],
      ['/*.tar.*', 'a.tar.gz', 'a/b.tar.gz'],
    ] as const) {
      assert.ok(ignores(pattern, inside), pattern);
      assert.ok(!ignores(pattern, outside), pattern);
    }
  });
});

/** By the processor's time, so that a loaded machine fails nothing. */
function assertQuick(run: () => unknown, about: string): void {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  const busyMs = (user + system) / 1000;
  assert.ok(busyMs < mostBusyMs, `${busyMs} ms for ${JSON.stringify(about.slice(0, 40))}… of ${about.length}`);
}
