/** What the daemon's log file holds after a session in which much went wrong. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { methods } from '../../protocol/methods.ts';
import { Lab, question, upstreamKey } from './lab.ts';

const prompt = 'PROMPT-4711: why is my secret sauce so salty?';
const wrongKey = 'sk-wrong-0b5e1f77c4a9';

describe('the log after a session with failures', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open();
    const client = await lab.join();
    const ask = (secret: string) =>
      client
        .request(methods.provideSecrets, { secrets: { lab: secret } })
        .then(() => client.request(methods.ask, question(prompt)))
        .catch(() => {});
    await ask(upstreamKey);
    await ask(wrongKey);
    const echo = JSON.stringify({ error: { message: `cannot answer "${prompt}" with ${upstreamKey}` } });
    for (const status of [400, 401, 500]) {
      lab.simulator.script({ faults: [{ type: 'status', status, body: echo }] });
      await ask(upstreamKey);
    }
    lab.simulator.script({ faults: [{ type: 'status', status: 200, body: `data: {${prompt} ${upstreamKey}\n\n` }] });
    await ask(upstreamKey);
    // What is refused is quoted to whoever gave it, at most.
    const { problems } = await client.request(methods.configure, {
      settings: { tracks: { x: { apiKey: upstreamKey } } },
    });
    assert.notEqual(problems.length, 0);
    const raw = await lab.rawSocket();
    raw.end(`Content-Length: ${prompt.length + 2}\r\n\r\n{${prompt}}`);
    await client.request(methods.stop, {}).catch(() => {});
    await new Promise<void>((resolve) => client.onClose(resolve));
  });
  after(() => lab.close());

  const logs = () =>
    readdirSync(lab.paths.dataDirectory)
      .filter((name) => name.startsWith('daemon.log'))
      .map((name) => join(lab.paths.dataDirectory, name));

  it('S2, S4: holds no key and no prompt', () => {
    const text = logs()
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    assert.match(text, /serves, process \d+/);
    for (const secret of [upstreamKey, wrongKey, prompt, 'PROMPT-4711']) assert.ok(!text.includes(secret), secret);
  });

  it('S1: is closed to other users', () => {
    for (const file of logs()) assert.equal(statSync(file).mode & 0o777, 0o600, file);
  });

  it('has a time and a level before every line', () => {
    const lines = readFileSync(lab.paths.logFile, 'utf8').trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^(\d{4}-\d\d-\d\dT[\d:.]+Z (info |warn |error) | {4})\S/);
  });
});
