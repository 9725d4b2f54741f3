/** Real answers of Anthropic, replayed over loopback, give what stands in their bodies, however these are split. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import type { Part } from '../../../protocol/part.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../../protocol/usage.ts';
import { systemClock } from '../../../server/clock.ts';
import { createAnthropic } from '../../../server/providers/anthropic.ts';
import { readMessagesAnswer } from '../../../server/providers/anthropic-messages/read-answer.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { type Recording, recordings, withoutRecordings } from '../../support/recordings.ts';
import { answerAsRecorded, exchange, type RawUpstream, startRawUpstream, targetAt, textOf } from './exchange.ts';
import { partOffsets, readInPieces } from './splits.ts';

describe('recorded answers of Anthropic', { skip: withoutRecordings }, () => {
  const all = recordings('anthropic');
  let upstream: RawUpstream;
  let provider: Provider;
  let http: Http;
  before(async () => {
    upstream = await startRawUpstream();
    http = createHttp();
    provider = createAnthropic({ http, clock: systemClock, resolveKey: async () => null, networkInterfaces });
  });
  after(async () => {
    await http.close();
    await upstream.close();
  });

  const replay = (recording: Recording) => {
    answerAsRecorded(upstream, recording);
    return exchange(provider, targetAt(new URL(upstream.url).origin, 'm', { provider: 'anthropic' }));
  };

  it('F1, U1: text, thoughts, tool calls, sources, finish and usage are those of the message in the body', async () => {
    assert.equal(all.length, 130);
    const ends = { message: 0, refused: 0, other: 0 };
    for (const recording of all) {
      const { parts, error } = await replay(recording);
      const message = messageOf(recording);
      if (recording.status === 401) {
        assert.equal(error?.kind, 'auth', recording.id);
        ends.refused += 1;
      } else if (message === null) {
        // A batch's state, which is no answer to a chat.
        assert.equal(error?.kind, 'network', recording.id);
        ends.other += 1;
      } else {
        assert.equal(error, null, recording.id);
        assert.deepEqual(summary(parts), expected(message), recording.id);
        ends.message += 1;
      }
    }
    assert.deepEqual(ends, { message: 125, refused: 2, other: 3 });
  });

  it('U3: no part of any usage is negative, and the parts add up to what the body says was read and written', async () => {
    for (const recording of all) {
      const message = messageOf(recording);
      if (message === null) continue;
      const usage = lastUsage((await replay(recording)).parts);
      assert.ok(usage !== undefined, recording.id);
      const { inconsistent, ...counts } = usage;
      assert.equal(inconsistent, false, recording.id);
      assert.ok(Object.values(counts).every((count) => Number.isInteger(count) && count >= 0));
      const steps = message.usage.iterations ?? [message.usage];
      assert.equal(totalInputTokens(usage), sum(steps.map(inputOf)), recording.id);
      assert.equal(totalOutputTokens(usage), sum(steps.map((step) => step.output_tokens)), recording.id);
    }
  });

  it('F6: recorded answers give identical parts at every split tried', async () => {
    for (const { id, body, features } of all) {
      if (!features.includes('sse')) continue;
      const bytes = Buffer.from(body);
      const whole = await outcome([bytes]);
      for (const offset of partOffsets(bytes, id)) {
        const split = await outcome([bytes.subarray(0, offset), bytes.subarray(offset)]);
        assert.equal(split, whole, `recording ${id} split at ${offset}`);
      }
    }
  });

  it('F1: a recorded stream cut at any event before its end is never complete', async () => {
    for (const { id, body, features } of all) {
      if (!features.includes('sse')) continue;
      const end = body.indexOf('event: message_delta');
      assert.ok(end > 0, id);
      for (const event of body.slice(0, end).matchAll(/^event: /gm)) {
        const ended = await outcome([Buffer.from(body.slice(0, event.index))]);
        assert.match(ended, /"(truncated|network)"\]$/, `${id} cut at ${event.index}`);
      }
    }
  });
});

const count = z.number().default(0);
const countsSchema = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
});
const messageSchema = z.looseObject({
  type: z.literal('message'),
  content: z.array(
    z.looseObject({
      type: z.string(),
      text: z.string().optional(),
      thinking: z.string().optional(),
      id: z.string().optional(),
      name: z.string().optional(),
      input: z.unknown().optional(),
      citations: z.array(z.looseObject({ url: z.string().optional() })).nullish(),
    }),
  ),
  stop_reason: z.string(),
  usage: countsSchema.extend({ iterations: z.array(countsSchema).nullish() }),
});
type Message = z.infer<typeof messageSchema>;

/** The message in a body, built as the vendor describes it: each event says where it goes. `null`: there is none. */
function messageOf({ body }: Recording): Message | null {
  if (body.trimStart().startsWith('{')) return messageSchema.safeParse(JSON.parse(body)).data ?? null;
  const events = [...body.matchAll(/^data: ?(.+)$/gm)].map(([, data = '']) => JSON.parse(data));
  const message = events.find(({ type }) => type === 'message_start').message;
  const json = new Map<number, string>();
  for (const event of events) {
    const block = message.content[event.index];
    if (event.type === 'content_block_start') message.content[event.index] = { ...event.content_block };
    if (event.type === 'message_delta') {
      Object.assign(message, event.delta);
      for (const [name, value] of Object.entries(event.usage)) if (value !== null) message.usage[name] = value;
    }
    if (event.type !== 'content_block_delta') continue;
    const { delta } = event;
    if (delta.type === 'text_delta') block.text += delta.text;
    if (delta.type === 'thinking_delta') block.thinking += delta.thinking;
    if (delta.type === 'citations_delta') block.citations = [...(block.citations ?? []), delta.citation];
    if (delta.type === 'input_json_delta') json.set(event.index, (json.get(event.index) ?? '') + delta.partial_json);
  }
  for (const [index, text] of json) if (text !== '') message.content[index].input = JSON.parse(text);
  return messageSchema.parse(message);
}

function expected({ content, stop_reason: stopReason }: Message) {
  const words: Readonly<Record<string, string>> = { tool_use: 'tool-calls', max_tokens: 'length' };
  const urls = content.flatMap(({ citations }) => citations ?? []).flatMap(({ url }) => url ?? []);
  return {
    text: content.map(({ type, text }) => (type === 'text' ? text : '')).join(''),
    reasoning: content.map(({ thinking }) => thinking ?? '').join(''),
    toolCalls: content.flatMap(({ type, id, name, input }) => (type === 'tool_use' ? [{ id, name, input }] : [])),
    sources: [...new Set(urls)],
    finish: words[stopReason] ?? 'stop',
  };
}

function summary(parts: readonly Part[]) {
  const calls: { id: string | undefined; name: string | undefined; json: string }[] = [];
  for (const part of parts) {
    if (part.type !== 'tool-call') continue;
    const call = calls[part.toolIndex] ?? { id: part.id, name: part.name, json: '' };
    call.json += part.argumentsDelta;
    calls[part.toolIndex] = call;
  }
  const [finish, ...more] = parts.filter((part) => part.type === 'finish');
  assert.equal(more.length, 0);
  return {
    text: textOf(parts),
    reasoning: parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join(''),
    toolCalls: calls.map(({ id, name, json }) => ({ id, name, input: JSON.parse(json) })),
    sources: parts.flatMap((part) => (part.type === 'source' ? [part.url] : [])),
    finish: finish?.reason,
  };
}

function lastUsage(parts: readonly Part[]): Usage | undefined {
  return parts.findLast((part) => part.type === 'usage')?.usage;
}

function inputOf(counts: z.infer<typeof countsSchema>): number {
  return counts.input_tokens + counts.cache_creation_input_tokens + counts.cache_read_input_tokens;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function outcome(pieces: readonly Uint8Array[]): Promise<string> {
  return readInPieces(pieces, readMessagesAnswer);
}
