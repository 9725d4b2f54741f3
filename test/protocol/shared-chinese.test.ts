/** Whatever the daemon says to people is recognised by its clients, and its table of translations holds nothing besides. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { reportReasons } from '../../client/doctor/report.ts';
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
import { chineseStanding } from '../../protocol/chinese/standing.ts';
import { chineseTroubles } from '../../protocol/chinese/troubles.ts';
import { sharedChinese } from '../../protocol/chinese.ts';
import { failureKinds } from '../../protocol/failure.ts';
import { routeReasons } from '../../protocol/route-reasons.ts';
import { breakerStatusSchema } from '../../protocol/status.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { builtInProfiles } from '../../server/configuration/built-in.ts';
import { singleFaults } from '../../server/drill/faults.ts';
import { outage } from '../../server/drill/outage.ts';
import { sentencesIn } from '../support/sentences.ts';

const tables = [
  ...[chineseKinds, chineseReasons, chineseJoints, chineseRefusals, chineseTroubles, chineseAdvice, chineseDaemon],
  ...[chineseProfiles, chineseProblems, chineseRules, chineseDrill, chineseScopes, chineseStanding],
];

/**
 * Sources whose sentences no person reads in a client: a new file is not among them, so that what it says must be known.
 * Why these stay English is written in docs/decisions/143.
 */
const saidToNoPerson = new Set([
  // One sentence on each word of a vocabulary, for whoever reads the source.
  'protocol/features.ts',
  ...[
    // Programs read them: callers of the gateway, collectors, and whoever speaks JSON-RPC to the daemon without our client.
    ...[
      'gateway/chat-body',
      'gateway/chat-completions',
      'gateway/error-answer',
      'gateway/field-error',
      'gateway/gateway',
      'gateway/guard',
    ],
    ...['gateway/metrics', 'gateway/model-names', 'gateway/read-body', 'gateway/request-headers'],
    ...['telemetry/otlp-exporter', 'rpc/connection', 'rpc/framing', 'rpc/socket-messages'],
    // The simulator plays upstreams, whose words stay as they are; models are asked in English.
    ...['sandbox/contents-dialect', 'sandbox/http-simulator', 'sandbox/messages-dialect', 'sandbox/mistral-dialect'],
    ...['sandbox/openai-dialect', 'sandbox/simulate', 'sandbox/simulated-edit', 'sandbox/simulated-tokens'],
    ...['benchmark/run-benchmark', 'drill/faults'],
    // The log.
    ...['daemon/lifecycle', 'decisions/keep-decisions', 'ledger/keep-estimates'],
    'telemetry/keep-telemetry',
  ].map((name) => `server/${name}.ts`),
]);

/** The same in files that say other things, too. */
const toNoPerson = new Set([
  // To a model.
  ...['What does this do?', 'Reply with OK.'],
  // Whoever asked has gone, or goes on by another way.
  ...['the caller went away', 'another try at the same target answered first', 'counting took too long'],
  ...['no usage within {0} ms after the caller had gone', "{0}: only Google's models count tokens."],
  // What a value was is told, where it may not be shown.
  'a value of type {0}',
  // Names of things within the program, and the description of a setting.
  ...['closed to us', 'local server'],
  'An account that is known by this name: what it does not say (address, limits, terms, models, prices) is filled in.',
]);

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

  it('E7: of how things stand there is all that status and the report of a bug say, and nothing else', () => {
    const trips = ['failures-in-a-row', 'sustained-failures', 'failure-rate', 'probe-failed'];
    const said = ['client/doctor/report-text.ts', 'client/standing-text.ts'].flatMap(saidIn);
    const wanted = [...breakerStatusSchema.shape.state.options, ...trips, ...said, ...reportReasons];
    const elsewhere = (text: string) => text in sharedChinese && !(text in chineseStanding);
    assert.deepEqual(
      Object.keys(chineseStanding).sort(),
      [...new Set(wanted)].filter((text) => !elsewhere(text)).sort(),
    );
  });

  it('E7: of the fire drill there are all titles, rules and sentences', () => {
    const rules = [...singleFaults, outage].flatMap(({ title, rule }) => [title, rule]);
    for (const text of [...rules, ...saidIn('protocol/drill-sentences.ts')]) assert.ok(text in chineseDrill, text);
  });

  it('E7: holds every sentence of the daemon that a person may read', () => {
    const files = sources().filter((file) => !saidToNoPerson.has(file));
    assert.ok(files.length > 200, `only ${files.length} files were read`);
    const unknown = files.flatMap((file) =>
      sentencesIn(textOf(file)).flatMap((sentence) =>
        toNoPerson.has(sentence) || isKnown(sentence) ? [] : [`${file}: ${sentence}`],
      ),
    );
    assert.deepEqual(unknown, []);
  });

  it('E7: leaves out no source that is gone or says nothing, and no sentence that nobody says', () => {
    const silent = [...saidToNoPerson].filter((file) => sentencesIn(textOf(file)).every(isKnown));
    assert.deepEqual(silent, []);
    const said = new Set(sources().flatMap((file) => sentencesIn(textOf(file))));
    assert.deepEqual(
      [...toNoPerson].filter((sentence) => !said.has(sentence)),
      [],
    );
  });

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

/** The daemon, and the protocol, in which the rules of settings and parameters stand. */
function sources(): readonly string[] {
  return globSync('{server/**,protocol}/*.ts', { cwd: projectFolder });
}

function textOf(file: string): string {
  return readFileSync(join(projectFolder, file), 'utf8');
}

/** The texts a file puts into a language itself. */
function saidIn(file: string): string[] {
  const calls = textOf(file).matchAll(/\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)")/g);
  return [...calls].map(([, single, double]) => (single ?? double ?? '').replaceAll("\\'", "'"));
}

const texts = Object.keys(sharedChinese);
const forms = texts.filter((text) => /\{\d\}/.test(text) && /[a-z]{2,} [a-z]{2,}/.test(text)).map(formOf);

/** It, the rule it holds, or each run of words between its values stands in a table. Commands to run stay as they are. */
function isKnown(sentence: string): boolean {
  const rule = /^(?:\S+|the configuration) (must .*?)(?:, got .*)?$/s.exec(sentence)?.[1];
  const wholes = [
    ...[sentence, sentence.replace(/, got .*$/s, ''), `{0}: ${sentence}`],
    ...(rule === undefined ? [] : [rule]),
  ];
  if (wholes.some((whole) => Object.hasOwn(sharedChinese, whole) || forms.some((form) => form.test(whole))))
    return true;
  const runs = sentence.split(/\{\d+\}/).map((words) => words.trim());
  const long = runs.filter((words) => /[a-z]{2,} [a-z]{2,}/.test(words));
  return long.length > 0 && long.every((words) => texts.some((text) => text.includes(words)));
}

function formOf(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.*?)')}$`, 's');
}

/** Longer runs may be put together from several literals: each of their words stands in one. */
function isSaid(words: string, sources: string): boolean {
  const run = words.trim();
  return run === '' || sources.includes(run) || run.split(/[ :;,.()“”]+/).every((word) => sources.includes(word));
}
