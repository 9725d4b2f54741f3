/** `dualtrack verify`: against a daemon of its own, and what it prints. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { trackText } from '../../cli/verify-tracks.ts';
import { english } from '../../protocol/translate.ts';
import { type CheckedTrack, verifyTracksResultSchema } from '../../protocol/verification.ts';
import { Lab, upstreamKey } from '../daemon/lab.ts';
import { run } from './terminal.ts';

describe('dualtrack verify', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open();
    await run(lab, ['daemon']);
  });
  after(() => lab.close());

  it('exits 0 when the track can be used; nothing but its list is asked', async () => {
    const { code, out, err } = await run(lab, ['verify', 'env']);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^ok +env \(openai-compatible, http:\/\/127\.0\.0\.1:\d+\/v1\); 5 models; \d+ ms\n +gpt-4\.1@env: is listed/,
    );
    assert.equal(lab.simulator.seen().requests, 0);
  });

  it('exits 1 when a track fails, says why, and shows no key', async () => {
    const { code, out } = await run(lab, ['verify', '--json']);
    assert.equal(code, 1);
    const { tracks } = verifyTracksResultSchema.parse(JSON.parse(out));
    const outcomes = Object.fromEntries(
      tracks.map(({ track, outcome, trouble }) => [track, trouble?.cause ?? outcome]),
    );
    assert.deepEqual(outcomes, { env: 'fine', relay: 'no-key', dead: 'no-key', sandbox: 'fine' });
    assert.equal(out.includes(upstreamKey), false);
  });

  it('exits 2 for a track nobody configured', async () => {
    const { code, err } = await run(lab, ['verify', 'nobody']);
    assert.equal(code, 2);
    assert.match(err, /TRACK must be one of relay, dead, env, sandbox, got nobody/);
  });

  it('with --ask each model answers, and the row is in the ledger', async () => {
    const { code, out, err } = await run(lab, ['verify', 'env', '--ask']);
    assert.equal(code, 0, err);
    assert.match(out, /gpt-4\.1@env: answers \(\$0\.\d+\)/);
    const seen = lab.simulator.seen();
    assert.equal(seen.complete, seen.requests);
    const rows = (await run(lab, ['export'])).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(rows.length, seen.requests);
    assert.ok(rows.every(({ command }) => command === 'verify'));
  });
});

const fine: CheckedTrack = {
  track: 'relay',
  provider: 'openai-compatible',
  baseUrl: 'https://a.b/v1',
  simulated: false,
  outcome: 'fine',
  tookMs: 12,
  models: 1,
  targets: [],
  trouble: null,
};

describe('what dualtrack verify prints of a track', () => {
  it('names what is missing, what looks like it, and what a list does not tell', () => {
    const target = { target: 'm@relay', upstreamModel: 'm-2026', listed: false, similar: 'm-2025', asked: null };
    const other = { ...target, target: 'n@relay', upstreamModel: 'n', listed: null, similar: null };
    assert.equal(
      trackText({ ...fine, outcome: 'failed', targets: [target, other] }, english),
      [
        'FAILED  relay (openai-compatible, https://a.b/v1); 1 model; 12 ms',
        '        m@relay (m-2026): is NOT listed; there is m-2025',
        '        n@relay: the list does not tell',
      ].join('\n'),
    );
  });

  it('says that a track without a list is not checked, and what asking costs', () => {
    assert.match(
      trackText({ ...fine, outcome: 'unlisted', models: null }, english),
      /^\? +relay .*\n +it has no list .*costs money$/,
    );
  });
});
