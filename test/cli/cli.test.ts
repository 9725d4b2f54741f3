/** The command line as a person or a script meets it: what it prints, what it exits with, and the daemon it starts and stops. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { askResultSchema } from '../../protocol/ask.ts';
import { spendReportSchema } from '../../protocol/spend.ts';
import { statusSchema } from '../../protocol/status.ts';
import { productVersion } from '../../protocol/version.ts';
import { Lab, until, upstreamKey } from '../daemon/lab.ts';
import { run, start } from './terminal.ts';

const served = ['--model', 'gpt-4.1@env'];

describe('dualtrack', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open({ profile: { targets: ['gpt-4.1@env'], retry: { attempts: 1 } } });
    await run(lab, ['daemon']);
  });
  afterEach(() => lab.simulator.script({}));
  after(() => lab.close());

  it('ask prints the answer to standard output and what it cost to standard error, and exits 0', async () => {
    const { code, out, err } = await run(lab, ['ask', 'What is this?']);
    assert.equal(code, 0, err);
    assert.match(out, /You asked: “What is this\?”/);
    // What the vendor itself asks is known, and is another price than this track quotes.
    assert.match(err, /^gpt-4\.1@env · \d+ in, \d+ out · \$0\.\d+ \(list \$0\.\d+\) · \d+\.\d\d s\n$/);
  });

  it('ask prints parts as they come', async () => {
    lab.simulator.script({ faults: [{ type: 'stall', afterParts: 3 }] });
    const started = start(lab, ['ask', 'Slowly?']);
    await until(() => started.out() !== '', 10_000);
    started.child.kill('SIGINT');
    await started.ended;
  });

  it('F8: Ctrl+C cancels at the upstream and exits 130', async () => {
    lab.simulator.script({ faults: [{ type: 'silence' }] });
    const { child, ended } = start(lab, ['ask', 'Never?']);
    const before = lab.simulator.seen().aborted;
    await until(() => lab.simulator.seen().running === 1, 10_000);
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
    await until(() => lab.simulator.seen().aborted === before + 1, 1000);
  });

  it('ask --json prints the result and nothing else', async () => {
    const { code, out } = await run(lab, ['ask', '--json', ...served, '--max-output-tokens', '50', 'Why?']);
    assert.equal(code, 0);
    const result = askResultSchema.parse(JSON.parse(out));
    assert.equal(result.complete, true);
    assert.equal(result.target, 'gpt-4.1@env');
    assert.equal(result.attempts, 1);
    const promised = ['listCostNanoUsd', 'billedCostNanoUsd', 'simulated', 'firstPartMs', 'totalMs', 'usage', 'text'];
    for (const field of promised) assert.ok(field in result, field);
  });

  it('ask takes its question from standard input, and code from it when the question is an argument', async () => {
    const asked = await run(lab, ['ask', '--no-stream'], 'From the pipe?');
    assert.match(asked.out, /You asked: “From the pipe\?”/);
    const { code, err } = await run(lab, ['ask', '--json', 'Explain'], 'const x = 1;\n');
    assert.equal(code, 0, err);
  });

  it('ask exits 1 with what came when the answer was cut', async () => {
    lab.simulator.script({ faults: [{ type: 'cut', afterParts: 3 }] });
    const { code, out, err } = await run(lab, ['ask', 'Cut?']);
    assert.equal(code, 1);
    assert.notEqual(out.trim(), '');
    assert.match(err, /incomplete/);
  });

  it('ask exits 1 with the kind of the failure when the request failed', async () => {
    const { code, out, err } = await run(lab, ['ask', '--model', 'gpt-4.1@dead', 'x']);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /^dualtrack: (network|auth): /);
    assert.equal(err.includes(upstreamKey), false);
  });

  for (const [args, said] of [
    [['ask', '--bogus', 'x'], /--bogus'\n\(dualtrack ask --help tells what there is\)\n$/],
    [['ledger', 'verify', '--bogus'], /\(dualtrack ledger verify --help tells what there is\)\n$/],
    [
      ['ask', '--temperature', 'warm', 'x'],
      /--temperature <t>' argument 'warm' is invalid\. It must be a number from 0 to 2\.\n/,
    ],
    [['ask', '--max-cost-usd', '-1', 'x'], /--max-cost-usd.*'-1' is invalid\. It must be a number above 0\.\n/],
    [
      ['ask', '--max-output-tokens', '1.5', 'x'],
      /--max-output-tokens.*'1\.5' is invalid\. It must be a whole number of at least 1\.\n/,
    ],
    [['ask', '--file', '/no/such/file', 'x'], /--file .*\/no\/such\/file: it does not exist/],
    [['ask', ''], /no question/],
    [['spend', '--from', 'yesterday'], /--from must be a day or a time .*got yesterday/],
    [
      ['ask', '--needs', 'images,,tools', 'x'],
      /--needs.*'images,,tools' is invalid\. It must be names separated by commas/,
    ],
    [
      ['spend', '--from', '2026-11-22', '--to', '2026-11-20'],
      /--to must be after 2026-11-22, where the range begins, got 2026-11-20/,
    ],
    [['spend', '--by', 'mood'], /--by.*mood/],
    [['ask', '--profile', 'none', 'x'], /^dualtrack: --profile must name a routing profile, got "none" \(there are: /],
    [['preview', '--profile', 'none', 'x'], /^dualtrack: --profile must name a routing profile, got "none"/],
    [['whatif', '--profile', 'none'], /^dualtrack: --profile must name a routing profile, got "none"/],
    [['ask', '--model', 'none', 'x'], /^dualtrack: no track of profile default offers the model "none"/],
    [['preview', '--model', 'none@env', 'x'], /^dualtrack: track env offers no model "none"/],
    [['models', '--profile', 'none'], /--profile must name a routing profile \(.*\), got none/],
    [['frobnicate'], /frobnicate/],
  ] as const) {
    it(`${args.join(' ')} is bad usage: exits 2 and says why`, async () => {
      const { code, err } = await run(lab, args);
      assert.equal(code, 2, err);
      assert.match(err, said);
    });
  }

  it('whatif says that there is nothing to compare where there were no real requests', async () => {
    const { code, out } = await run(lab, [
      'whatif',
      '--profile',
      'default',
      '--from',
      '2001-01-01',
      '--to',
      '2001-01-02',
    ]);
    assert.equal(code, 0);
    assert.match(out, /^profile default, .*\nThere were no real requests: there is nothing to compare\.\n$/);
  });

  it('a failed request is told with what can be done', async () => {
    const { err } = await run(lab, ['ask', '--model', 'gpt-4.1@dead', 'x']);
    assert.match(
      err,
      /^dualtrack: (network|auth): .*\n(The upstream did not answer properly|Check the key of this track)/,
    );
  });

  it('spend tells what was asked, as a table and as JSON', async () => {
    const json = await run(lab, ['spend', '--json', '--by', 'target']);
    const report = spendReportSchema.parse(JSON.parse(json.out));
    assert.ok(report.totals.billedCostNanoUsd > 0);
    assert.ok(report.groups.some(({ key }) => key === 'gpt-4.1@env'));
    assert.match((await run(lab, ['spend'])).out, /total +\d+/);
  });

  it('status and models tell what there is', async () => {
    const status = statusSchema.parse(JSON.parse((await run(lab, ['status', '--json'])).out));
    assert.equal(status.daemon.configurationFile, lab.paths.configurationFile);
    const models = await run(lab, ['models']);
    assert.match(models.out, /1 +gpt-4\.1@env +8\.00 +8\.00/);
  });

  it('exits 2 naming both when the running daemon has another configuration than --config names', async () => {
    const other = join(lab.folder, 'other.json');
    writeFileSync(other, '{}');
    const { code, err } = await run(lab, ['--config', other, 'status']);
    assert.equal(code, 2);
    assert.ok(err.includes(other) && err.includes(lab.paths.configurationFile), err);
  });

  it('--version and --help exit 0', async () => {
    assert.equal((await run(lab, ['--version'])).out, `${productVersion}\n`);
    const help = await run(lab, ['ask', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /--max-first-part-ms/);
  });
});

describe('dualtrack daemon, stop and sandbox', () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.open();
  });
  after(() => lab.close());

  it('daemon --foreground tells that it is ready in one line, and stop ends it', async () => {
    const { out, ended } = start(lab, ['daemon', '--foreground']);
    await until(() => out().endsWith('\n'), 20_000);
    const ready = JSON.parse(out());
    assert.deepEqual(ready, { ready: true, pid: lab.daemonPids()[0], socket: lab.paths.socket, gateway: null });
    assert.equal((await run(lab, ['stop'])).code, 0);
    assert.equal((await ended).code, 0);
    assert.deepEqual(lab.daemonPids(), []);
    const again = await run(lab, ['stop']);
    assert.equal(again.code, 0);
    assert.match(again.err, /no daemon runs/);
  });

  it('W5: a daemon in the foreground ends with the terminal that is killed', async () => {
    const { child, out, ended } = start(lab, ['daemon', '--foreground']);
    await until(() => out().endsWith('\n'), 20_000);
    child.kill('SIGKILL');
    await ended;
    await until(() => lab.daemonPids().length === 0, 5000);
  });

  it('a configuration that is no JSON, or is not there, is bad usage and named with its line', async () => {
    const broken = join(lab.folder, 'broken.json');
    writeFileSync(broken, '{\n  "tracks": {},\n}\n');
    const refused = await run(lab, ['--config', broken, 'status']);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /broken\.json is not valid JSON: line 3/);
    const missing = await run(lab, ['--config', join(lab.folder, 'none.json'), 'status']);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /none\.json cannot be read: it does not exist/);
  });

  it('a single wrong entry is a warning of status', async () => {
    const partly = join(lab.folder, 'partly.json');
    writeFileSync(partly, JSON.stringify({ tracks: { bad: { provider: 'sandbox', seed: 'x' } } }));
    const { code, err } = await run(lab, ['--config', partly, 'status']);
    assert.equal(code, 0);
    assert.match(err, /warning: tracks\.bad\.seed must be a whole number, got "x"/);
    await run(lab, ['stop']);
  });

  it('a track that was refused is not quietly replaced by simulated answers', async () => {
    const literal = join(lab.folder, 'literal.json');
    writeFileSync(
      literal,
      JSON.stringify({ tracks: { relay: { provider: 'openai-compatible', baseUrl: 'nowhere' } } }),
    );
    const { code, err } = await run(lab, ['--config', literal, 'ask', 'x']);
    assert.equal(code, 1, err);
    assert.match(err, /tracks\.relay\.baseUrl must be an http or https URL/);
    const asked = await run(lab, ['--config', literal, 'ask', '--profile', 'sandbox-cheap', 'x']);
    assert.equal(asked.code, 0, asked.err);
    assert.match(asked.err, /simulated/);
    assert.match(asked.err, /warning: tracks\.relay\.baseUrl must be an http or https URL/);
    await run(lab, ['stop']);
  });

  it('sandbox serves the simulated models until it is interrupted', async () => {
    const { child, out, ended } = start(lab, ['sandbox']);
    await until(() => out().endsWith('\n'), 20_000);
    const { url } = JSON.parse(out());
    const models = await (await fetch(`${url}/models`)).json();
    assert.ok(JSON.stringify(models).includes('gpt-4.1'));
    child.kill('SIGINT');
    await ended;
  });
});
