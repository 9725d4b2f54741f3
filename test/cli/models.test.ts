/** `dualtrack models` as text: what is unknown is told as unknown, and what cannot be reached says why. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Models, modelsText } from '../../cli/models.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import { english } from '../../protocol/translate.ts';

function target(name: string, changes: Partial<TargetSummary> = {}): TargetSummary {
  const [model = '', track = ''] = name.split('@');
  return {
    ...{ target: name, model, track, provider: 'openai-compatible', region: null, simulated: false, discovered: false },
    ...{ inputUsdPerMTok: 8, outputUsdPerMTok: 8, listInputUsdPerMTok: 2, listOutputUsdPerMTok: 8 },
    ...{ priceSource: 'configuration', priceAsOf: null, contextWindow: 128_000, maxOutputTokens: null },
    ...{ features: ['tools', 'json'], goodFor: ['code'], ...changes },
  };
}

const unknown = {
  ...{ inputUsdPerMTok: null, outputUsdPerMTok: null, listInputUsdPerMTok: null, listOutputUsdPerMTok: null },
  ...{ priceSource: null, contextWindow: null, features: null, goodFor: [] },
};

function listed(track: string, count: number): Models['tracks'][number] {
  const others = Array.from({ length: count }, (_, index) => target(`m${index}@${track}`, unknown));
  const list = { outcome: 'listed' as const, at: '2026-11-22T12:00:00.000Z', models: count };
  return { track, provider: 'openai-compatible', simulated: false, list, others };
}

const narrow = { everyOther: false, features: false };

describe('the table of models', () => {
  it('has nominal and list price side by side, what a model can do and what it is good for', () => {
    const wide = { ...narrow, features: true };
    const text = modelsText({ targets: [target('gpt-4.1@relay')], inProfile: 1, tracks: [] }, wide, english);
    assert.match(text, /^1 +gpt-4\.1@relay +8\.00 +8\.00 +2\.00 +8\.00 +128000 +tools json +code$/m);
  });

  it('fits 120 columns unless more is wanted, and says how to see it', () => {
    const features = Array.from({ length: 12 }, () => 'vertex-search');
    const targets = [target('gemini-3.1-flash-lite-preview@google-vertex', { features, simulated: true })];
    const text = modelsText({ targets, inProfile: 1, tracks: [] }, narrow, english);
    assert.ok(text.split('\n').every((line) => line.length <= 120));
    assert.match(
      text,
      /^1 +gemini-3\.1-flash-lite-preview@google-vertex +8\.00 +8\.00 +2\.00 +8\.00 +128000 +simulated$/m,
    );
    assert.match(text, /dualtrack models --wide/);
  });

  it('U6: writes "?" and never 0 for what is unknown, and says so', () => {
    const text = modelsText({ targets: [target('odd@relay', unknown)], inProfile: 0, tracks: [] }, narrow, english);
    assert.match(text, /odd@relay +\? +\? +\? +\? +\?$/m);
    assert.match(text, /\? price unknown: never taken for 0/);
    assert.doesNotMatch(text, /0\.00/);
  });

  it('keeps the digits of small prices', () => {
    const cheap = target('flash@relay', { inputUsdPerMTok: 0.0028, outputUsdPerMTok: 0.075 });
    assert.match(modelsText({ targets: [cheap], inProfile: 1, tracks: [] }, narrow, english), /0\.0028 +0\.075/);
  });

  it('counts what a long list has more, unless that track was asked for', () => {
    const models = { targets: [], inProfile: 0, tracks: [listed('router', 25)] };
    const short = modelsText(models, narrow, english);
    assert.match(short, /^- +m19@router/m);
    assert.doesNotMatch(short, /m20@router/);
    assert.match(short, /router: 5 more; all of them: dualtrack models --track router/);
    assert.match(modelsText(models, { ...narrow, everyOther: true }, english), /m24@router/);
  });

  it('says why a track has no list, beside those that have one', () => {
    const list = { outcome: 'failed' as const, message: 'dead: connection refused at http://127.0.0.1:9/v1.' };
    const dead = { track: 'dead', provider: 'openai-compatible', simulated: false, list, others: [] };
    const text = modelsText(
      { targets: [target('m@relay')], inProfile: 1, tracks: [dead, listed('relay', 1)] },
      narrow,
      english,
    );
    assert.match(text, /no list of models: dead: connection refused/);
    assert.match(text, /^- +m0@relay/m);
  });
});
