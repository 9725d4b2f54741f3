/** Whatever the daemon says to people is recognised by its clients, and its table of translations holds nothing besides. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { clientMessages } from '../../client/messages.ts';
import { scopeTexts } from '../../protocol/budget-scope.ts';
import { chineseAdvice } from '../../protocol/chinese/advice.ts';
import { chineseDaemon } from '../../protocol/chinese/daemon.ts';
import { chineseDrill } from '../../protocol/chinese/drill.ts';
import { chineseJoints } from '../../protocol/chinese/joints.ts';
import { chineseKinds } from '../../protocol/chinese/kinds.ts';
import { chineseProblems } from '../../protocol/chinese/problems.ts';
import { chineseProfiles } from '../../protocol/chinese/profiles.ts';
import { chineseReasons } from '../../protocol/chinese/reasons.ts';
import { chineseRefusals } from '../../protocol/chinese/refusals.ts';
import { chineseRules } from '../../protocol/chinese/rules.ts';
import { chineseScopes } from '../../protocol/chinese/scopes.ts';
import { chineseTroubles } from '../../protocol/chinese/troubles.ts';
import { sharedChinese } from '../../protocol/chinese.ts';
import { failureKinds } from '../../protocol/failure.ts';
import { routeReasons } from '../../protocol/route-reasons.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { builtInProfiles } from '../../server/configuration/built-in.ts';
import { singleFaults } from '../../server/drill/faults.ts';
import { outage } from '../../server/drill/outage.ts';

const tables = [
  ...[chineseKinds, chineseReasons, chineseJoints, chineseRefusals, chineseTroubles, chineseAdvice, chineseDaemon],
  ...[chineseProfiles, chineseProblems, chineseRules, chineseDrill, chineseScopes],
];

/** Where the daemon words what people are told when a request fails, a track is checked, a setting or the ledger is wrong. */
const wordedIn = [
  ...['pipeline/failover', 'pipeline/limit-refusal', 'pipeline/breaker', 'pipeline/timeouts', 'pipeline/deadline'],
  ...['pipeline/admission', 'ledger/over-budget', 'ledger/unwritable', 'ledger/correct', 'ledger/segment'],
  ...['routing/router', 'providers/failure-from-response', 'providers/failure-from-network', 'providers/key-shape'],
  ...['providers/keys', 'providers/google-advice', 'providers/google-token-failure', 'providers/google-credentials'],
  ...['providers/answer-end', 'verification/diagnosis', 'drill/outage', 'drill/scratch-profile'],
].map((name) => `server/${name}.ts`);

describe('what the daemon says, in Simplified Chinese', () => {
  it('E7: stands in one table each, with the placeholders of the English text', () => {
    const all = tables.flatMap((table) => Object.keys(table));
    assert.deepEqual(
      [...all].sort(),
      Object.keys(sharedChinese).sort(),
      'a text stands twice, or its table is left out',
    );
    const placeholders = (text: string) => [...new Set(text.match(/\{\d\}/g))].sort();
    for (const [text, translation] of Object.entries(sharedChinese)) {
      assert.deepEqual(placeholders(translation), placeholders(text), text);
    }
  });

  for (const [name, table, wanted] of [
    ['kinds and advice on them', chineseKinds, ['success', ...failureKinds, ...saidIn('protocol/failure-advice.ts')]],
    ['reasons for a route', chineseReasons, [...routeReasons, ...saidIn('protocol/route-reasons.ts')]],
    ['what keeps a client from the daemon', chineseDaemon, clientMessages],
    ['what a budget counts', chineseScopes, Object.values(scopeTexts)],
    ['built-in profiles', chineseProfiles, builtInProfiles.map(({ description }) => description)],
  ] as const) {
    it(`E7: of ${name} there is all of it and nothing else`, () => {
      assert.deepEqual(Object.keys(table).sort(), [...new Set<string>(wanted)].sort());
    });
  }

  it('E7: of the fire drill there are all titles, rules and sentences', () => {
    const rules = [...singleFaults, outage].flatMap(({ title, rule }) => [title, rule]);
    for (const text of [...rules, ...saidIn('protocol/drill-sentences.ts')]) assert.ok(text in chineseDrill, text);
  });

  for (const file of wordedIn) {
    it(`E7: holds every sentence of ${file}`, () => {
      const known = Object.keys(sharedChinese).join('\n');
      const unknown = wordsIn(textOf(file)).filter((words) => !known.includes(words));
      assert.deepEqual(unknown, []);
    });
  }

  it('E7: holds no sentence that nobody says any more', () => {
    const files = globSync('{server,protocol,client}/**/*.ts', { cwd: projectFolder });
    const told = files.filter((file) => !file.startsWith('protocol/chinese')).map((file) => textOf(file));
    const whole = told.join('\n').replaceAll("\\'", "'");
    const unused = Object.keys(sharedChinese).filter(
      (text) => !text.split(/\{\d\}/).every((words) => isSaid(words, whole)),
    );
    assert.deepEqual(unused, []);
  });
});

function textOf(file: string): string {
  return readFileSync(join(projectFolder, file), 'utf8');
}

/** The texts a file puts into a language itself. */
function saidIn(file: string): string[] {
  const calls = textOf(file).matchAll(/\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)")/g);
  return [...calls].map(([, single, double]) => (single ?? double ?? '').replaceAll("\\'", "'"));
}

/** What stands between the values in the sentences of a source: runs of at least two words. Commands to run stay as they are. */
function wordsIn(source: string): readonly string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\/|^import .*$|^\s*\/\/.*$|throw new Error\(.*$/gm, '')
    .replace(/\$\{[^`}]*`[^`]*`[^`}]*\}/g, '$${nested}');
  const literals = code.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\n\\]|\\.)*)'|"((?:[^"\n\\]|\\.)*)"/g);
  return [...literals]
    .flatMap(([, template = '', single = '', double = '']) => [...template.split(/\$\{[^}]*\}/), single, double])
    .map((words) =>
      words
        .replaceAll("\\'", "'")
        .replace(/(Run: |gcloud ).*$/, '')
        .trim(),
    )
    .filter((words) => /[a-z]{2,} [a-z]{2,}/.test(words));
}

/** Longer runs may be put together from several literals: each of their words stands in one. */
function isSaid(words: string, sources: string): boolean {
  const run = words.trim();
  return run === '' || sources.includes(run) || run.split(/[ :;,.()“”]+/).every((word) => sources.includes(word));
}
