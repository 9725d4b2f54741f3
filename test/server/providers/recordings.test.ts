/** Real answers of OpenAI and its relatives, replayed over loopback, give what the official client made of them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Part } from '../../../protocol/part.ts';
import { totalInputTokens, totalOutputTokens } from '../../../protocol/usage.ts';
import type { Http } from '../../../server/providers/http.ts';
import { readFinishReason } from '../../../server/providers/openai-compatible/finish-reason.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import {
  type OracleAnswer,
  openAiOracle,
  type Recording,
  recordings,
  withoutRecordings,
} from '../../support/recordings.ts';
import {
  exchange,
  type Outcome,
  openAiProvider,
  type RawUpstream,
  startRawUpstream,
  targetAt,
  textOf,
} from './exchange.ts';

describe('recorded answers of OpenAI-compatible upstreams', { skip: withoutRecordings }, () => {
  const oracle = openAiOracle();
  const replayed = recordings('openai-chat', 'compat-chat').flatMap((recording) => {
    const expected = oracle.get(recording.id);
    return expected === undefined ? [] : [{ recording, expected }];
  });
  let upstream: RawUpstream;
  let provider: Provider;
  let http: Http;
  before(async () => {
    upstream = await startRawUpstream();
    ({ provider, http } = openAiProvider());
  });
  after(async () => {
    await http.close();
    await upstream.close();
  });

  const outcomes = new Map<string, Promise<Outcome>>();
  const replay = (recording: Recording): Promise<Outcome> => {
    const known = outcomes.get(recording.id);
    if (known !== undefined) return known;
    upstream.answer((_, response) => {
      response.writeHead(recording.status, headersOf(recording)).end(recording.body);
    });
    const outcome = exchange(provider, targetAt(upstream.url), {
      stream: recording.features.includes('sse'),
      chat: { choices: choicesAsked(recording) },
    });
    outcomes.set(recording.id, outcome);
    return outcome;
  };

  it('F1, U1: text, tool calls, finish reason and usage equal the official client’s', async () => {
    assert.ok(replayed.length > 400);
    let compared = 0;
    for (const { recording, expected } of replayed) {
      const { parts, error } = await replay(recording);
      const about = `recording ${recording.id} of ${recording.url}`;
      if (expected.error !== undefined || expected.midstream_error !== undefined || expected.has_error_field) {
        assert.ok(error !== null, `${about} must fail`);
        continue;
      }
      assert.equal(error, null, about);
      const wanted = expectedSummary(expected, recording);
      const found = summary(parts, expected.sse);
      assert.deepEqual(wanted.usage === anyUsage ? { ...found, usage: anyUsage } : found, wanted, about);
      assert.equal(reasoningOf(parts).length > 0, (expected.reasoning_chars ?? 0) > 0 || hasThinking(recording), about);
      compared += 1;
    }
    assert.ok(compared > 400, `only ${compared} were compared`);
  });

  it('U3: no part of any recorded usage is negative, and parts add up to the total or say that they do not', async () => {
    const inconsistent: string[] = [];
    for (const { recording } of replayed) {
      const { parts } = await replay(recording);
      const last = parts.findLast((part) => part.type === 'usage');
      if (last === undefined) continue;
      const { inconsistent: flagged, ...counts } = last.usage;
      assert.ok(
        Object.values(counts).every((count) => Number.isInteger(count) && count >= 0),
        recording.id,
      );
      const total = totalOf(last.raw);
      const sum = totalInputTokens(last.usage) + totalOutputTokens(last.usage);
      assert.equal(flagged, total !== null && sum !== total, recording.id);
      if (flagged) inconsistent.push(recording.id);
    }
    // Which they are, and why, stands in recorded-usage.test.ts.
    assert.equal(inconsistent.length, 15, inconsistent.join());
  });
});

const anyUsage = Symbol('any usage');

interface Summary {
  readonly text: string;
  readonly toolCalls: readonly { id: string; name: string; args: string }[];
  readonly finish: string | undefined;
  readonly usage: unknown;
}

/** The oracle joined the tool calls of all choices of a stream, piece by piece as they came. */
function summary(parts: readonly Part[], joinsChoices: boolean): Summary {
  const toolCalls: { id: string; name: string; args: string }[] = [];
  for (const part of parts) {
    if (part.type !== 'tool-call' || (part.choiceIndex !== 0 && !joinsChoices)) continue;
    const known = toolCalls[part.toolIndex];
    if (known !== undefined) known.args += part.argumentsDelta;
    else toolCalls[part.toolIndex] = { id: part.id ?? '', name: part.name ?? '', args: part.argumentsDelta };
  }
  const finish = parts.find((part) => part.type === 'finish' && part.choiceIndex === 0);
  const usage = parts.findLast((part) => part.type === 'usage');
  return {
    text: textOf(parts),
    // A call of the former kind (`function_call`) has no id, and is none of the official client’s tool calls.
    toolCalls: toolCalls.filter((call) => call.id !== ''),
    finish: finish?.type === 'finish' ? finish.reason : undefined,
    usage: usage?.type === 'usage' ? usage.raw : undefined,
  };
}

function expectedSummary(expected: OracleAnswer, recording: Recording): Summary {
  const finish = readFinishReason(expected.finish_reason ?? '');
  return {
    text: expected.content_is_array ? textOfArray(recording) : typeof expected.text === 'string' ? expected.text : '',
    toolCalls: (expected.tool_calls ?? []).map(({ id, name, args }) => ({ id, name, args })),
    finish: finish.kind === 'finished' ? finish.reason : undefined,
    // The official client knows nothing of the usage that Groq sends as a field of its own.
    usage: expected.usage ?? (recording.body.includes('"x_groq":{') ? anyUsage : undefined),
  };
}

/** The official client gives arrays as they are; we give their text. */
function textOfArray(recording: Recording): string {
  const message = JSON.parse(recording.body).choices[0].message;
  return message.content
    .filter((item: { type: string }) => item.type === 'text')
    .map((item: { text: string }) => item.text)
    .join('');
}

function hasThinking(recording: Recording): boolean {
  return /"thinking"|"reasoning(_content)?": ?"[^"]/.test(recording.body);
}

function reasoningOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join('');
}

function totalOf(raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null || !('total_tokens' in raw)) return null;
  return typeof raw.total_tokens === 'number' ? raw.total_tokens : null;
}

function choicesAsked(recording: Recording): number {
  return Number(/"n": ?(\d+)/.exec(recording.req ?? '')?.[1] ?? 1);
}

/** The body is kept decoded and whole, so what spoke of its encoding and length is left out. */
function headersOf(recording: Recording): Record<string, string[]> {
  const left = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection']);
  return Object.fromEntries(
    Object.entries(recording.headers).flatMap(([name, values]) => (left.has(name) ? [] : [[name, [...values]]])),
  );
}
