/** How texts are filled in and quantities are written. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { failureKinds } from '../../protocol/failure.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { chinese } from '../../webview/chinese.ts';
import { language, writeElapsed } from '../../webview/language.ts';
import { languageOf } from '../../webview/languages.ts';
import { english, type TextKey } from '../../webview/texts.ts';

const words = language(english, 'en', { timeZone: 'UTC' });

describe('the language of the panel', () => {
  it('writes durations with three digits, and rounds before it chooses the unit', () => {
    const written = [0, 52.4, 999.4, 999.6, 1240, 9994, 9996, 12_440, 59_949, 59_950, 125_000];
    assert.deepEqual(
      written.map((durationMs) => words.writeDuration(durationMs)),
      ['0 ms', '52 ms', '999 ms', '1.00 s', '1.24 s', '9.99 s', '10.0 s', '12.4 s', '59.9 s', '1m 00s', '2m 05s'],
    );
    assert.equal(words.writeDuration(null), '–');
  });

  it('writes tokens in full up to 9,999 and short above', () => {
    assert.deepEqual([0, 9_999, 10_000, 1_250_000].map(words.writeTokens), ['0', '9,999', '10K', '1.3M']);
  });

  it('writes elapsed time as a clock does', () => {
    const start = '2026-11-22T12:00:00.000Z';
    const after = (seconds: number) => writeElapsed(start, Date.parse(start) + seconds * 1000);
    assert.deepEqual([0, 7.9, 60, 3599, 3725].map(after), ['0:00', '0:07', '1:00', '59:59', '1:02:05']);
  });

  it('chooses the plural form and groups the number', () => {
    assert.equal(words.sayCount('problems.heading', 1), '1 setting is not used');
    assert.equal(words.sayCount('problems.heading', 1200), '1,200 settings are not used');
  });

  it('leaves a placeholder without a value standing, so that a slip is seen', () => {
    assert.equal(words.say('requests.before'), 'after {targets}');
  });

  it('E7: has a text for every outcome an attempt can have', () => {
    for (const outcome of ['success', 'unknown', ...failureKinds] as const) {
      assert.notEqual(english[`outcome.${outcome}`], '', outcome);
    }
  });

  it('E7: has both forms of every counted text', () => {
    const keys = Object.keys(english);
    const forms = (form: string) => keys.filter((key) => key.endsWith(form)).map((key) => key.slice(0, -form.length));
    assert.deepEqual(forms('.one'), forms('.other'));
  });

  it('E7: has no text that nothing shows', () => {
    const files = globSync('webview/**/*.ts', { cwd: projectFolder }).filter(
      (file) => !/(texts|chinese)\.ts$/.test(file),
    );
    const source = files.map((file) => readFileSync(join(projectFolder, file), 'utf8')).join('\n');
    const computed = [
      'outcome.',
      'problems.source.',
      'budgets.period.',
      'breakers.action',
      'breakers.state.',
      'chart.range.',
      'chart.unit.',
      'detail.left.',
      'latency.of.',
      'requests.filter.',
      'spend.by.',
      'spend.measure.',
    ];
    const shown = (key: string) => source.includes(`'${key.replace(/\.(one|other)$/, '')}'`);
    const unused = Object.keys(english).filter(
      (key) => !shown(key) && !computed.some((start) => key.startsWith(start)),
    );
    assert.deepEqual(unused, []);
  });

  it('E7: has every text in Simplified Chinese, with the same placeholders, and says it to a page in Chinese', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder).sort();
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    const keys = Object.keys(english).filter((key): key is TextKey => key in english);
    for (const key of keys) assert.deepEqual(placeholders(chinese[key]), placeholders(english[key]), key);
    assert.equal(languageOf('zh-cn').say('action.stop'), '停止');
    assert.equal(languageOf('zh-cn').writeTokens(12_300), '1.2万');
    assert.equal(languageOf('de').say('action.stop'), 'Stop');
  });
});
