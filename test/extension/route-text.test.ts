/** How an explained route reads in the editor and in the terminal. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explanationText } from '../../cli/explain.ts';
import { routeText } from '../../extension/commands/route-text.ts';
import type { Explanation } from '../../protocol/explain.ts';
import { english } from '../../protocol/translate.ts';

const figures = { costPicoUsd: 1.2e9, mostPicoUsd: 4e9, firstPartMs: 52.4, failureShare: 0.01 };
const unknown = { costPicoUsd: null, mostPicoUsd: null, firstPartMs: null, failureShare: 0 };
const facts: Explanation['inputs']['request'] = {
  model: null,
  needs: ['tools'],
  maxFirstPartMs: 90,
  maxCostUsd: 0.5,
  inputTokens: 12,
  maxOutputTokens: null,
  choices: 1,
  openAiOnly: null,
  client: 'cli',
  command: 'ask',
  language: null,
  workspace: '/w',
  branch: null,
  conversation: 'c',
};
const found: Explanation = {
  requestId: 'r1',
  at: '2026-11-22T12:00:00.000Z',
  profile: 'dual-track',
  strategy: 'fastest',
  rule: { name: 'fast', why: 'quick ones' },
  inputs: {
    request: facts,
    asked: 'profile',
    localTime: { weekday: 'monday', minute: 65 },
    home: 'a@relay',
    candidates: [],
  },
  plan: [
    { place: 1, target: 'a@relay', reason: 'first part in about 52 ms', figures },
    { place: 2, target: 'b@relay', reason: 'latency unknown', figures: unknown },
  ],
  excluded: [{ target: 'c@relay', reason: 'it does not offer tools' }],
  outcome: 'success',
  attempts: 2,
  route: [
    { target: 'a@relay', outcome: 'failed', reason: 'it hung up' },
    { target: 'b@relay', outcome: 'served', reason: 'latency unknown' },
  ],
  recomputed: 'same',
};

describe('N3: an explained route', () => {
  it('in the editor gives each target its place, its reason and what became of it', () => {
    assert.equal(
      routeText(found, english),
      [
        'Route of request r1',
        'Decided at 2026-11-22T12:00:00.000Z by the profile dual-track (fastest)',
        'By the rule fast: quick ones',
        'Needs: tools',
        'First part within 90 ms',
        'At most $0.5',
        'Input: ≈ 12 tokens',
        'The cache is warm at a@relay',
        '',
        'The targets in the order in which they were to be tried:',
        '1. a@relay — failed',
        '   first part in about 52 ms',
        '   it hung up',
        '2. b@relay — served',
        '   latency unknown',
        '',
        'Left out:',
        '- c@relay: it does not offer tools',
        '',
        'It was answered; attempts: 2.',
        'Decided again on the same inputs, the plan is the same.',
        '',
      ].join('\n'),
    );
  });

  it('in the terminal is a table with the figures that were compared', () => {
    const lines = explanationText(found, english).split('\n');
    const cells = lines.map((line) => line.trim().split(/ {2,}/));
    assert.deepEqual(cells[5], [
      '1',
      'a@relay',
      '$0.00120',
      '$0.00400',
      '52 ms',
      '1.0 %',
      'failed',
      'first part in about 52 ms',
    ]);
    assert.deepEqual(cells[6], ['2', 'b@relay', '?', '?', '?', '0.0 %', 'served', 'latency unknown']);
    assert.ok(lines.includes('left out: c@relay: it does not offer tools'));
    assert.ok(lines.includes('a@relay failed: it hung up'));
    assert.ok(lines[2]?.endsWith('local time: monday 01:05'), lines[2]);
  });

  it('of a request that was refused, or still runs, says so', () => {
    const refused = { ...found, plan: [], outcome: 'no-target' as const, attempts: 0, route: [] };
    assert.match(routeText(refused, english), /No target was left\.[\s\S]*It failed \(no-target\); attempts: 0\./);
    assert.match(
      explanationText({ ...refused, outcome: null, attempts: null }, english),
      /No target was left\.[\s\S]*It had not ended/,
    );
    assert.match(explanationText({ ...found, recomputed: 'different' }, english), /the plan is DIFFERENT\.$/);
  });
});
