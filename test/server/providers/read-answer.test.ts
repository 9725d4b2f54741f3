/** What bounds one answer. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mostStreamBytes } from '../../../server/providers/body.ts';
import { readAnswer } from '../../../server/providers/openai-compatible/read-answer.ts';
import { RequestError } from '../../../server/request-error.ts';

it('F9: an answer whose events never end is cut at its bound, and not complete', async () => {
  const event = Buffer.from(
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'again '.repeat(700_000) } }] })}\n\n`,
  );
  let sent = 0;
  async function* endless() {
    for (; sent < 1_000; sent += 1) yield event;
  }
  const parts = readAnswer(
    { framing: 'events', body: endless() },
    {
      target: 'm@relay',
      choices: 1,
      audioFormat: null,
      served() {},
      errorInAnswer: () => new RequestError('overloaded', 'refused'),
      broken: (error) => new RequestError('network', String(error)),
    },
  );
  let delivered = 0;
  const read = async () => {
    for await (const part of parts) if (part.type === 'text-delta') delivered += 1;
  };
  await assert.rejects(read, (error) => error instanceof RequestError && error.kind === 'truncated');
  const most = Math.floor(mostStreamBytes / event.length);
  assert.equal(delivered, most);
  assert.equal(sent, most);
});
