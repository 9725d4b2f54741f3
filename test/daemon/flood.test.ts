/** An upstream that says little in very many pieces: it keeps nobody else of the daemon waiting, and fills no memory. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import { type RawUpstream, startRawUpstream } from '../server/providers/exchange.ts';
import { Lab, question, upstreamKey } from './lab.ts';

const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const letter = event({ choices: [{ delta: { content: 'a' } }] });
const usage = event({ usage: { prompt_tokens: 1, completion_tokens: 1 } });
const ownField = event({ choices: [{ delta: { v: 1 } }] });
const manyChoices = event({ choices: Array.from({ length: 200_000 }, (_, index) => ({ index, delta: {} })) });
const end = event({ choices: [{ delta: {}, finish_reason: 'stop' }] }) + usage;

const sentBytes = 40 * 1024 * 1024;

describe('S3: a flood of small events', () => {
  let lab: Lab;
  let client: DaemonConnection;
  let upstream: RawUpstream;
  before(async () => {
    upstream = await startRawUpstream();
    lab = await Lab.open();
    client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    const relay = {
      provider: 'openai-compatible',
      baseUrl: upstream.url,
      apiKey: { secret: 'lab' },
      retry: { attempts: 1 },
      models: { 'gpt-4.1': {} },
    };
    const { problems } = await client.request(methods.configure, { settings: { tracks: { relay } } });
    assert.deepEqual(problems, []);
  });
  after(async () => {
    await lab.close();
    await upstream.close();
  });

  for (const [what, first, flood, streamed, kind] of [
    ['of usage, streamed', letter, usage, true, null],
    ['of choices in one event', manyChoices, letter, true, 'network'],
    ['of letters, collected', letter, letter, false, null],
    ['of the vendor’s own fields before any content, streamed', '', ownField, true, 'network'],
    ['of the vendor’s own fields before any content, collected', '', ownField, false, 'network'],
  ] as const) {
    it(`${what}, keeps nobody else waiting and fills no memory`, { timeout: 120_000 }, async () => {
      sending(upstream, first, flood);
      const before = residentBytes(lab);
      const answer = client
        .request(methods.ask, question(), streamed ? { onProgress: () => {} } : {})
        .then(({ complete }) => (complete ? null : 'cut'))
        .catch((error: unknown) => `${error}`);
      let isOver = false;
      void answer.finally(() => {
        isOver = true;
      });
      let longestMs = 0;
      let most = before;
      while (!isOver) {
        const [beforeMs, usedBeforeMs] = [performance.now(), processorMs(lab)];
        await client.request(methods.status, {});
        // On a machine that is busy with other things the daemon waits itself: what it computed meanwhile bounds its part.
        const waitedMs = Math.min(performance.now() - beforeMs, processorMs(lab) - usedBeforeMs);
        longestMs = Math.max(longestMs, waitedMs);
        most = Math.max(most, residentBytes(lab));
        await delay(20);
      }
      const outcome = await answer;
      if (kind === null) assert.equal(outcome, null);
      else assert.match(`${outcome}`, /larger than is ever read|something that is no JSON of a chat/);
      assert.ok(longestMs < 500, `${longestMs} ms`);
      assert.ok(most - before < 300 * 1024 * 1024, `${(most - before) / 1024 / 1024} MB`);
    });
  }
});

/** Sends the flood as fast as it is taken, and then an end as it should be. */
function sending(upstream: RawUpstream, first: string, flood: string): void {
  const piece = Buffer.from(flood.repeat(Math.ceil(65_536 / flood.length)));
  upstream.answer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(first);
    let sent = 0;
    const more = () => {
      if (response.destroyed) return;
      sent += piece.length;
      if (sent > sentBytes) response.end(end);
      else response.write(piece, more);
    };
    more();
  });
}

/** Processor time of the daemon so far, in steps of 10 ms. */
function processorMs(lab: Lab): number {
  const [pid] = lab.daemonPids();
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentBytes(lab: Lab): number {
  const [pid] = lab.daemonPids();
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
