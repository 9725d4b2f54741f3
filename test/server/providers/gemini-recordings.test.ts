/** Real answers of the Gemini API and of Vertex AI, replayed over loopback, give what the official client made of them. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';
import type { Part } from '../../../protocol/part.ts';
import { totalInputTokens, totalOutputTokens } from '../../../protocol/usage.ts';
import { systemClock } from '../../../server/clock.ts';
import { createGemini } from '../../../server/providers/gemini.ts';
import { readContents } from '../../../server/providers/gemini-contents/read-answer.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import {
  type GeminiOracleAnswer,
  geminiOracle,
  type Recording,
  recordings,
  withoutRecordings,
} from '../../support/recordings.ts';
import {
  answerAsRecorded,
  exchange,
  type Outcome,
  type RawUpstream,
  startRawUpstream,
  targetAt,
  textOf,
} from './exchange.ts';
import { allOffsets, isLong, partOffsets, readInPieces } from './splits.ts';

describe('recorded answers of Gemini and Vertex AI', { skip: withoutRecordings }, () => {
  const oracle = geminiOracle();
  const all = recordings('gemini', 'vertex');
  let upstream: RawUpstream;
  let provider: Provider;
  let http: Http;
  before(async () => {
    upstream = await startRawUpstream();
    http = createHttp();
    provider = createGemini({ http, clock: systemClock, resolveKey: async () => null, networkInterfaces });
  });
  after(async () => {
    await http.close();
    await upstream.close();
  });

  const replay = (recording: Recording): Promise<Outcome> => {
    answerAsRecorded(upstream, recording);
    return exchange(provider, targetAt(new URL(upstream.url).origin, 'm', { provider: 'gemini' }));
  };

  it('F1, U1: text, thoughts, tool calls, finish reason and usage equal the official client’s', async () => {
    assert.equal(all.length, 222);
    const failed: Record<string, string> = {};
    let compared = 0;
    for (const recording of all) {
      const expected = oracle.get(recording.id);
      assert.ok(expected !== undefined, recording.id);
      const { parts, error } = await replay(recording);
      if (error !== null) {
        failed[recording.id] = error.kind;
        continue;
      }
      assert.deepEqual(summary(parts), expectedSummary(expected, recording), recording.id);
      compared += 1;
    }
    assert.equal(compared, 218);
    // A model that is not there, an address that may not be read, an answer withheld for SAFETY, a prompt refused.
    assert.deepEqual(failed, {
      '2a730b757fb6': 'no-such-model',
      '37ca2dbf7bec': 'invalid-request',
      '29903ff94745': 'content-refused',
      '2f74b794321c': 'content-refused',
    });
  });

  it('U3, U4: no part of any usage is negative, and prompt, candidates, thoughts and tool use make up the total', async () => {
    let counted = 0;
    for (const recording of all) {
      const last = (await replay(recording)).parts.findLast((part) => part.type === 'usage');
      if (last === undefined) continue;
      const { inconsistent, ...counts } = last.usage;
      assert.ok(
        Object.values(counts).every((count) => Number.isInteger(count) && count >= 0),
        recording.id,
      );
      const told = metadataOf(last.raw);
      assert.equal(totalInputTokens(last.usage), told.prompt + told.toolUse, recording.id);
      assert.equal(totalOutputTokens(last.usage), told.candidates + told.thoughts, recording.id);
      assert.equal(last.usage.cacheReadTokens, told.cached, recording.id);
      assert.equal(totalInputTokens(last.usage) + totalOutputTokens(last.usage), told.total, recording.id);
      assert.equal(inconsistent, false, recording.id);
      counted += 1;
    }
    assert.equal(counted, 219);
  });

  it('F6: recorded answers give identical parts at every split tried', async () => {
    const streams = all.filter(({ body }) => body.startsWith('[') || !body.startsWith('{'));
    const sample = isLong ? all : streams;
    assert.ok(sample.length >= 29);
    for (const { id, body } of sample) {
      const bytes = Buffer.from(body);
      const whole = await outcome([bytes]);
      for (const offset of partOffsets(bytes, id)) {
        const split = await outcome([bytes.subarray(0, offset), bytes.subarray(offset)]);
        assert.equal(split, whole, `recording ${id} split at ${offset}`);
      }
    }
  });

  it('F1: a stream that is cut anywhere before its first finish reason is never complete', async () => {
    const streams = all.filter(({ features }) => features.includes('sse') || features.includes('json-array'));
    for (const { id, body } of streams) {
      const bytes = Buffer.from(body);
      const finishAt = body.indexOf('"finishReason"');
      const cuts = partOffsets(bytes, id).filter((offset) => offset <= Buffer.byteLength(body.slice(0, finishAt)));
      for (const cut of cuts) {
        const end = await outcome([bytes.subarray(0, cut)]);
        assert.match(end, /"(truncated|network)"\]$/, `recording ${id} cut at ${cut}`);
      }
    }
  });
});

describe('one array of chunks', () => {
  it('F6: is read as it comes, at every split, with brackets, quotes and backslashes in its texts', async () => {
    const chunk = (text: string, finish?: string) => ({
      candidates: [{ content: { parts: [{ text }] }, ...(finish && { finishReason: finish }) }],
    });
    const texts = ['[{"}', '\\" ✓ \\\\', '漢字}]'];
    const body = JSON.stringify([...texts.map((text) => chunk(text)), chunk('', 'STOP')], null, 2);
    const bytes = Buffer.from(body);
    const whole = await outcome([bytes]);
    const found: readonly { type: string; text?: string }[] = JSON.parse(whole);
    assert.deepEqual(
      found.flatMap(({ type, text }) => (type === 'text-delta' ? [text] : [])),
      texts,
    );
    for (const offset of allOffsets(bytes)) {
      assert.equal(await outcome([bytes.subarray(0, offset), bytes.subarray(offset)]), whole, `split at ${offset}`);
    }
    assert.equal(await outcome([...bytes].map((_, index) => bytes.subarray(index, index + 1))), whole);
  });

  it('F1, F2: an error as a later element ends it, before any content as what it says, after it as truncated', async () => {
    const error = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
    const content = { candidates: [{ content: { parts: [{ text: 'Half' }] } }] };
    assert.match(await outcome([Buffer.from(JSON.stringify([error]))]), /"overloaded"\]$/);
    assert.match(await outcome([Buffer.from(JSON.stringify([content, error]))]), /"Half".*"truncated"\]$/);
  });
});

interface Summary {
  readonly text: string;
  readonly thoughtChars: number;
  readonly calls: readonly unknown[];
  readonly finish: string | undefined;
  readonly usage: unknown;
}

function summary(parts: readonly Part[]): Summary {
  const usage = parts.findLast((part) => part.type === 'usage');
  return {
    text: textOf(parts),
    thoughtChars: parts.reduce((sum, part) => sum + (part.type === 'reasoning-delta' ? part.text.length : 0), 0),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [{ name: part.name, args: JSON.parse(part.argumentsDelta) }] : [],
    ),
    finish: parts.find((part) => part.type === 'finish')?.reason,
    usage: usage?.raw,
  };
}

/** Of an array of chunks the oracle tells no calls and no thoughts: they are read from the body. */
function expectedSummary(expected: GeminiOracleAnswer, recording: Recording): Summary {
  const calls = expected.function_calls ?? pieces(recording).flatMap(({ functionCall }) => functionCall ?? []);
  const thoughts = pieces(recording).filter(({ thought }) => thought);
  return {
    text: expected.text,
    thoughtChars: expected.thought_chars ?? thoughts.reduce((sum, { text = '' }) => sum + text.length, 0),
    calls: calls.map(({ name, args }) => ({ name, args })),
    finish: finishOf(expected.finish_reason, calls.length > 0),
    usage: expected.usage ?? undefined,
  };
}

function finishOf(word: string | number | null, hasCalls: boolean): string {
  if (word === 'STOP' || word === 1) return hasCalls ? 'tool-calls' : 'stop';
  return word === 'MAX_TOKENS' ? 'length' : 'other';
}

interface Piece {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { readonly name: string; readonly args: unknown };
}

function pieces({ body }: Recording): readonly Piece[] {
  if (!body.startsWith('[')) return [];
  const chunks: readonly { candidates: readonly { content?: { parts?: readonly Piece[] } }[] }[] = JSON.parse(body);
  return chunks.flatMap(({ candidates }) => candidates.flatMap(({ content }) => content?.parts ?? []));
}

function metadataOf(raw: unknown) {
  const fields = new Map(Object.entries(raw ?? {}));
  const count = (name: string) => Number(fields.get(name) ?? 0);
  return {
    prompt: count('promptTokenCount'),
    toolUse: count('toolUsePromptTokenCount'),
    cached: count('cachedContentTokenCount'),
    candidates: count('candidatesTokenCount'),
    thoughts: count('thoughtsTokenCount'),
    total: count('totalTokenCount'),
  };
}

function outcome(pieces: readonly Uint8Array[]): Promise<string> {
  return readInPieces(pieces, (answer, told) => readContents(answer, { choices: 1, ...told }));
}
