/** However the bytes of an answer are split, its parts are the same: `DUALTRACK_LONG=1` tries every offset of everything. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { readAnswer } from '../../../server/providers/openai-compatible/read-answer.ts';
import { sseEvents } from '../../../server/providers/sse.ts';
import { dataFile, recordings, withoutRecordings } from '../../support/recordings.ts';
import { allOffsets, eventOffsets, isLong, partOffsets, readInPieces } from './splits.ts';

describe('answers split anywhere', () => {
  it('F6: an answer with emoji, CR, LF, CRLF, comments and data of several lines survives every split', async () => {
    const event = (content: string, finish: string | null) =>
      JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
    const [head, tail] = ['{"choices":[{"index":0,', '"delta":{"content":"två ✓"},"finish_reason":null}]}'];
    const text =
      `: waiting\r\n\r\ndata: ${event('naïve 👩‍💻', null)}\r\n\r\n: again\n\ndata:${event('漢字', null)}\r\r` +
      `data: ${head}\ndata: ${tail}\n\nid: 1\nevent: message\ndata: ${event('', 'stop')}\n\ndata: [DONE]\n\n`;
    const bytes = Buffer.from(text);
    const whole = await outcome([bytes]);
    assert.match(whole, /naïve 👩‍💻.*漢字.*två ✓.*finish/);
    for (let offset = 1; offset < bytes.length; offset += 1) {
      assert.equal(await outcome([bytes.subarray(0, offset), bytes.subarray(offset)]), whole, `split at ${offset}`);
    }
    assert.equal(await outcome([...bytes].map((_, index) => bytes.subarray(index, index + 1))), whole);
  });

  it('F6: recorded streams give identical events at every split', { skip: withoutRecordings }, async () => {
    const streams = recordings('openai-chat', 'compat-chat').filter(({ features }) => features.includes('sse'));
    assert.ok(streams.length > 70);
    for (const { id, body } of streams) {
      const bytes = Buffer.from(body);
      const whole = await eventsOf([bytes]);
      for (const offset of isLong ? allOffsets(bytes) : eventOffsets(bytes, id)) {
        const split = await eventsOf([bytes.subarray(0, offset), bytes.subarray(offset)]);
        assert.equal(split, whole, `recording ${id} split at ${offset}`);
      }
    }
  });

  it('F6: recorded streams give identical parts at every split tried', { skip: withoutRecordings }, async () => {
    const streams = recordings('openai-chat', 'compat-chat').filter(({ features }) => features.includes('sse'));
    const sample = isLong ? streams : streams.filter((_, index) => index % 8 === 0);
    for (const { id, body } of sample) {
      const bytes = Buffer.from(body);
      const whole = await outcome([bytes]);
      for (const offset of partOffsets(bytes, id)) {
        const split = await outcome([bytes.subarray(0, offset), bytes.subarray(offset)]);
        assert.equal(split, whole, `recording ${id} split at ${offset}`);
      }
    }
  });

  it('events are decoded as the web platform’s own tests want them', { skip: withoutRecordings }, async () => {
    const cases: readonly WptCase[] = JSON.parse(dataFile('sse/wpt-cases.json') ?? '[]');
    assert.ok(cases.length > 10);
    for (const { wpt, body_base64: body, events } of cases) {
      const found: object[] = [];
      const ended = Readable.from([Buffer.from(body, 'base64')]);
      for await (const batch of sseEvents(ended)) found.push(...batch);
      // Reconnection times are listed among the events; an answer is never reconnected to.
      const wanted = events.filter(({ event }) => event !== undefined).map(({ event, data }) => ({ event, data }));
      // We give an event that the end cuts off, too; a browser drops it.
      assert.deepEqual(found.slice(0, wanted.length), wanted, wpt);
      assert.ok(found.length - wanted.length <= 1, wpt);
    }
  });
});

interface WptCase {
  readonly wpt: string;
  readonly body_base64: string;
  readonly events: readonly { readonly event?: string; readonly data?: string }[];
}

/** All events, whatever batches they came in, as one text. */
async function eventsOf(pieces: readonly Uint8Array[]): Promise<string> {
  const events: object[] = [];
  for await (const batch of sseEvents(arriving(pieces))) events.push(...batch);
  return JSON.stringify(events);
}

async function* arriving(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

function outcome(pieces: readonly Uint8Array[]): Promise<string> {
  const asked = { choices: 1, audioFormat: null };
  return readInPieces(pieces, (answer, told) => readAnswer(answer, { ...asked, ...told }));
}
