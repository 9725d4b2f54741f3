/** The terminal speaks the language of its environment: nothing is left untranslated, and nothing translated is unused. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Command } from 'commander';
import * as z from 'zod';
import { chinese } from '../../cli/chinese.ts';
import { errorLines, UsageError } from '../../cli/exit.ts';
import { languageOf } from '../../cli/language.ts';
import { parserErrorIn, parserMessages } from '../../cli/parser-texts.ts';
import { createProgram } from '../../cli/program.ts';
import { table } from '../../cli/table.ts';
import { chineseErrors } from '../../cli/texts/chinese-errors.ts';
import { chineseHelp } from '../../cli/texts/chinese-help.ts';
import { chineseNames } from '../../cli/texts/chinese-names.ts';
import { chineseResults } from '../../cli/texts/chinese-results.ts';
import { InvalidParams, RequestFailed } from '../../client/errors.ts';
import { askResultSchema, routeEntrySchema } from '../../protocol/ask.ts';
import { budgetPeriods, weekdays } from '../../protocol/budget.ts';
import { sharedChinese } from '../../protocol/chinese.ts';
import { features, goodForTags } from '../../protocol/features.ts';
import { spendGroupings } from '../../protocol/spend.ts';
import { breakerStatusSchema } from '../../protocol/status.ts';
import { english, saying, translator } from '../../protocol/translate.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { Lab } from '../daemon/lab.ts';
import { sentencesIn } from '../support/sentences.ts';
import { run } from './terminal.ts';

const inChinese = translator(chinese);

describe('the language of the terminal', () => {
  for (const [environment, language] of [
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LANG: 'zh' }, 'zh-CN'],
    [{ LC_ALL: 'zh_Hans_CN.UTF-8', LANG: 'de_DE' }, 'zh-CN'],
    [{ LC_MESSAGES: 'zh-Hans', LANG: 'C' }, 'zh-CN'],
    [{ DUALTRACK_LANG: 'en', LC_ALL: 'zh_CN.UTF-8' }, 'en'],
    [{ DUALTRACK_LANG: 'zh-CN', LANG: 'C' }, 'zh-CN'],
    [{ LC_ALL: '', LANG: 'zh_CN' }, 'zh-CN'],
    [{ LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, 'en'],
    [{ LANG: 'zh_TW.UTF-8' }, 'en'],
    [{ LANG: 'zho' }, 'en'],
    [{}, 'en'],
  ] as const) {
    it(`is ${language} for ${JSON.stringify(environment)}`, () => assert.equal(languageOf(environment), language));
  }
});

describe('the texts of the terminal', () => {
  const literal = /\b(?:t|saying|new UsageError|refuseUnknown)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;
  let sources: readonly { readonly name: string; readonly text: string }[] = [];

  before(async () => {
    const cli = await readdir(join(projectFolder, 'cli'));
    const names = cli.filter((name) => name.endsWith('.ts')).map((name) => `cli/${name}`);
    sources = await Promise.all(
      names.map(async (name) => ({
        name,
        text: await readFile(join(projectFolder, name), 'utf8'),
      })),
    );
  });

  it('E7: are all there in Simplified Chinese, and none of them is unused', () => {
    const spoken = sources.flatMap(({ text }) =>
      [...text.matchAll(literal)].map(([, single, double]) => (single ?? double ?? '').replaceAll("\\'", "'")),
    );
    assert.ok(spoken.length > 200, `only ${spoken.length} texts were found`);
    const wanted = new Set([...spoken, ...descriptions(), ...parserMessages, ...titles, ...vocabulary()]);
    const own = (text: string) => !Object.hasOwn(sharedChinese, text);
    assert.deepEqual(Object.keys(chinese).filter(own).sort(), [...wanted].filter(own).sort());
  });

  it('E7: stand in one table: what the daemon says, too, is not said in another', () => {
    const own = [chineseErrors, chineseHelp, chineseNames, chineseResults].flatMap((table) => Object.keys(table));
    assert.deepEqual(
      own.filter((text) => Object.hasOwn(sharedChinese, text)),
      [],
    );
    assert.equal(new Set(own).size, own.length);
  });

  it('E7: keep their placeholders', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\d\}/g))].sort();
    for (const [text, translation] of Object.entries(chinese)) {
      assert.deepEqual(placeholders(translation), placeholders(text), text);
    }
  });

  it('E7: are the same words as in the editor, wherever both say the same sentence', async () => {
    const editor = z
      .record(z.string(), z.string())
      .parse(JSON.parse(await readFile(join(projectFolder, 'l10n/bundle.l10n.zh-cn.json'), 'utf8')));
    const shared = Object.keys(chinese).filter((text) => text.includes(' ') && Object.hasOwn(editor, text));
    assert.ok(shared.length > 10, `only ${shared.length} are shared`);
    for (const text of shared) assert.equal(chinese[text], editor[text], text);
  });

  it('E7: are put into the language wherever the code holds a sentence', () => {
    // Agents read what mcp.ts says, and models how a question is put together; the rest ends a command that has told its result.
    const toNoPerson = new Set([
      'nothing was sent',
      'a rule was missed',
      'the ledger is not sound',
      'the daemon told no report',
      'these tracks failed: {0}',
      'Standard input',
    ]);
    const unknown = sources
      .filter(({ name }) => name !== 'cli/mcp.ts')
      .flatMap(({ name, text }) => sentencesIn(text).map((said) => ({ name, said })))
      .filter(({ said }) => !Object.hasOwn(chinese, said) && !toNoPerson.has(said));
    assert.deepEqual(unknown, []);
  });

  it('E7: are written out where they are said, with their values apart', () => {
    for (const { name, text } of sources) {
      assert.doesNotMatch(text, /\b(?:t|saying|new UsageError)\(\s*`/, name);
      assert.doesNotMatch(text, /console\.\w+\((?:'|`(?!dualtrack: \$\{))/, name);
    }
  });
});

/** What the parser puts above and behind its lists. */
const titles = ['Usage:', 'Arguments:', 'Options:', 'Commands:', 'choices: ', 'default: '];

/** Words of the protocol that are translated as they come. */
function vocabulary(): readonly string[] {
  const trips = ['failures-in-a-row', 'sustained-failures', 'failure-rate', 'probe-failed'];
  return [
    ...[...routeEntrySchema.shape.outcome.options, ...breakerStatusSchema.shape.state.options],
    ...[...trips, ...spendGroupings, ...budgetPeriods, ...weekdays],
  ];
}

function descriptions(): readonly string[] {
  const ofCommand = (command: Command): string[] => [
    command.description(),
    ...[...command.options, ...command.registeredArguments].map(({ description }) => description),
    ...command.commands.flatMap(ofCommand),
  ];
  return ofCommand(createProgram(new AbortController().signal, english)).filter((text) => text !== '');
}

describe('in Simplified Chinese', () => {
  it('columns stand under each other: a Chinese character takes two', () => {
    const text = table([
      ['目标', '>费用'],
      ['gpt-4.1', '$1.00'],
      ['沙盒', '免费'],
    ]);
    assert.deepEqual(text.split('\n'), ['目标      费用', 'gpt-4.1  $1.00', '沙盒      免费']);
  });

  it('an error that carries another text says both in the language', () => {
    const error = new UsageError('{0} {1} must be JSON, got "{2}"', 'a.json', saying('line {0}', 3), 'x');
    assert.equal(error.message, 'a.json line 3 must be JSON, got "x"');
    assert.deepEqual(errorLines(error, inChinese), ['dualtrack: a.json 第 3 行必须是 JSON，却得到“x”']);
  });

  it('a failed request keeps its kind; what happened and what can be done are said in the language', () => {
    const message = 'track relay: its limit of 10 requests a minute is used up; free in 3.2 s';
    const failed = new RequestFailed({ kind: 'limiter-full', message });
    assert.deepEqual(errorLines(failed, english), [
      `dualtrack: limiter-full: ${message}`,
      'Wait a moment and ask again, or choose a profile with another track.',
    ]);
    assert.deepEqual(errorLines(failed, inChinese), [
      'dualtrack: limiter-full: 通道 relay：每分钟 10 个请求的限额已用完；3.2 秒后可用',
      '达到限额：请稍候再提问，或选择使用其他通道的路由方案。',
    ]);
  });

  it('a text that the daemon refuses stands in the quotation marks of the language', () => {
    const refused = new InvalidParams('--models must name a model or a target that is configured, got "x"');
    assert.deepEqual(errorLines(refused, inChinese), ['dualtrack: --models 必须是已配置的模型或目标，却得到“x”']);
  });

  it('E7: the help of every command holds no English sentence', () => {
    const commands = allCommands();
    assert.ok(commands.length > 20);
    for (const command of commands) {
      const [usage, ...help] = command.helpInformation().split('\n');
      assert.match(usage ?? '', /^用法：/);
      assert.deepEqual(englishSentences(help.join('\n')), [], command.name());
    }
  });

  it('the parser says what it refuses, with what was given', () => {
    const said = parserErrorIn(
      "error: option '--by <what>' argument 'mood' is invalid. Allowed choices are a, b.",
      inChinese,
    );
    assert.equal(said, '错误：选项“--by <what>”的参数“mood”无效。可选值为 a, b。');
    const similar = parserErrorIn("error: unknown option '--frm'\n(Did you mean --from?)", inChinese);
    assert.equal(similar, '错误：未知选项“--frm”\n（您是否想用 --from？）');
  });
});

describe('dualtrack in a Chinese terminal', { concurrency: 4 }, () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open({ profile: { targets: ['gpt-4.1@env'] }, configuration: whatIsWrong });
    await run(lab, ['daemon']);
  });
  after(() => lab.close());

  const commands = [
    ['--help'],
    ['spend', '--by', 'target'],
    ['models'],
    ['models', '--track', 'nope'],
    ['status'],
    ['whatif', '--profile', 'cheapest'],
    ['budgets'],
    ['preview', 'Why?'],
    ['ledger', 'verify'],
    ['spend', '--form', 'x'],
    ['spend', '--from', 'yesterday'],
    ['import-usage'],
    ['verify'],
    ['ask', '--model', 'nope@env', 'Why?'],
    ['ask', '--profile', 'nope', 'Why?'],
    ['ask', '--profile', 'broken', 'Why?'],
    ['ask', '--needs', 'images,nothing-such', 'Why?'],
    ['ask', '--max-cost-usd', '0.000001', 'Why?'],
    ['ask', '--file', '/', 'Why?'],
    ['preview', '--needs', 'grounding', 'Why?'],
    ['doctor'],
    ['doctor', '--offline'],
    ['explain', 'nope'],
    ['explain', ''],
    ['correct', 'nope', '--why', 'it', '--cost-usd', '1'],
    ['correct', 'nope', '--why', 'x'.repeat(501), '--not-billable'],
    ['import-usage', '/'],
    ['whatif', '--prices', '/'],
    ['whatif', '--profile', 'nope'],
    ['benchmark', '--models', 'nope'],
    ['drill', '--profile', 'nope'],
    ['breaker', 'reset', 'nope@env'],
    ['breaker', 'enable', '--all'],
    ['daemon', '--foreground'],
    ['daemon', '--config', '/nope.json', '--data-dir', '/dev/null/nope'],
  ];

  for (const args of commands) {
    it(`E7: ${args.join(' ')} holds no English sentence`, async () => {
      const { out, err } = await run(lab, args, null, 'zh_CN.UTF-8');
      assert.match(out + err, /\p{Script=Han}/u);
      assert.deepEqual(englishSentences(out + err), []);
    });
  }

  it('E7: explain tells the reasons of a route in Chinese', async () => {
    const asked = await run(lab, ['ask', '--json', 'Why?'], null, 'zh_CN.UTF-8');
    const { requestId } = askResultSchema.parse(JSON.parse(asked.out));
    const { out } = await run(lab, ['explain', requestId], null, 'zh_CN.UTF-8');
    assert.match(out, /已应答 +按名称指定|已应答 +在路由方案中排第 1/);
    assert.deepEqual(englishSentences(out), []);
  });

  it('the language of figures is not that of people: JSON and CSV are the same', async () => {
    for (const args of [
      ['status', '--json'],
      ['spend', '--json'],
      ['export', '--format', 'csv'],
    ]) {
      const { out } = await run(lab, args, null, 'zh_CN.UTF-8');
      assert.doesNotMatch(out, /\p{Script=Han}/u, args.join(' '));
    }
  });

  it('under LANG=C no Chinese is said', async () => {
    for (const args of commands.slice(0, 12)) {
      const { out, err } = await run(lab, args, null, 'C');
      assert.doesNotMatch(out + err, /\p{Script=Han}/u, args.join(' '));
    }
  });
});

/** Every command, and every one below another. */
function allCommands(): readonly Command[] {
  const withThoseBelow = (command: Command): Command[] => [command, ...command.commands.flatMap(withThoseBelow)];
  return withThoseBelow(createProgram(new AbortController().signal, inChinese));
}

/** Beside what the lab needs: settings that break rules, so that they are told. */
const whatIsWrong = {
  catalogueFile: '/nope.json',
  timeZone: 'Nowhere',
  budgets: [{ name: 'day', period: 'year', limitUsd: -1 }],
};

/** Three words in a row that name no feature and no use of models are taken for a sentence. */
function englishSentences(text: string): readonly string[] {
  const names = new Set([...Object.keys(features), ...Object.keys(goodForTags)]);
  const isSentence = (words: string) => words.split(' ').some((word) => !names.has(word));
  const found = text.match(/(?<![\w-])[A-Za-z][\w’'-]+(?: [a-z][\w’'-]+){2,}/g) ?? [];
  return found.filter(isSentence);
}
