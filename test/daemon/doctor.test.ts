/** The report of a bug, from a daemon that works and from one that cannot start. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type DoctorReport, gatherReport } from '../../client/doctor/report.ts';
import { reportText } from '../../client/doctor/report-text.ts';
import { methods } from '../../protocol/methods.ts';
import { english } from '../../protocol/translate.ts';
import { Lab, question, upstreamKey } from './lab.ts';

const prompt = 'PROMPT-4711: what is in the sauce?';

describe('the report of a bug', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open();
  });
  after(() => lab.close());

  const gather = (offline: boolean): Promise<DoctorReport> =>
    gatherReport({ paths: lab.paths, daemon: lab.join(), client: 'test', offline });

  it('S2, S4: tells of versions, paths, daemon, tracks and ledger, and holds no key and no prompt', async () => {
    const client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    await client.request(methods.ask, question(prompt));
    const baseUrl = 'http://ada:hunter2@127.0.0.1:1/v1?key=hunter2';
    const odd = { provider: 'openai-compatible', baseUrl, models: { m: {} } };
    await client.request(methods.configure, { settings: { tracks: { odd } } });
    const report = await gather(false);
    const text = reportText(report, english);
    assert.match(text, new RegExp(`process ${client.daemon.pid}`));
    assert.match(text, /relay \(openai-compatible, http:\/\/127\.0\.0\.1:\d+\/v1\): (fine|unlisted)/);
    assert.match(text, /dead .*: failed/);
    assert.match(text, /tracks\.odd\.baseUrl must have no user name, password, query or fragment/);
    assert.match(text, /gpt-4\.1@relay: closed/);
    assert.match(text, /sound; 1 attempt/);
    assert.match(text, /"secret": "lab"/);
    assert.match(text, /keys lent by editors: lab/);
    for (const secret of [upstreamKey, 'PROMPT-4711', 'hunter2'])
      assert.ok(!(text + JSON.stringify(report)).includes(secret));
  });

  it('asks no upstream with --offline', async () => {
    const before = lab.simulator.seen().requests;
    const { tracks } = await gather(true);
    assert.ok('missing' in tracks);
    assert.equal(lab.simulator.seen().requests, before);
  });

  it('says why the daemon cannot start, and what its file holds as far as it may be shown', async () => {
    const client = await lab.join();
    const gone = new Promise<void>((resolve) => client.onClose(resolve));
    await client.request(methods.stop, {});
    await gone;
    writeFileSync(lab.paths.configurationFile, `{ "tracks": { "a": { "apiKey": "${upstreamKey}" }, }`);
    const broken = await gather(false);
    const text = reportText(broken, english);
    assert.match(text, /NOT REACHED: the daemon could not start: .* is not valid JSON: line 1/);
    assert.match(text, /# configuration\nnot known: the file is not valid JSON/);
    assert.match(text, /# last warnings and errors\n.* error .*is not valid JSON/);
    assert.ok(!text.includes(upstreamKey));
  });
});
