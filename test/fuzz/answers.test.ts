/** Answers that are no answers: bytes into the readers of the three dialects, made up and changed from recorded ones. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Part, partSchema } from '../../protocol/part.ts';
import { readMessagesAnswer } from '../../server/providers/anthropic-messages/read-answer.ts';
import { BodyTooLargeError, framed } from '../../server/providers/body.ts';
import { failureFromResponse } from '../../server/providers/failure-from-response.ts';
import { readContents } from '../../server/providers/gemini-contents/read-answer.ts';
import { readAnswer } from '../../server/providers/openai-compatible/read-answer.ts';
import { RequestError } from '../../server/request-error.ts';
import { recordings, withoutRecordings } from '../support/recordings.ts';
import { assertClear, assertUnpolluted, fuzz, longRuns } from './fuzz.ts';
import { anyJson, cuts, inPieces, mutated, mutatedJson } from './mutations.ts';

const dialects = ['openai', 'gemini', 'anthropic'] as const;
type Dialect = (typeof dialects)[number];

const key = 'sk-fuzz-0123456789abcdef';
const asked = { target: 'm@relay', baseUrl: 'https://relay.example/v1', key };

describe('an answer of any bytes', () => {
  fuzz(
    'F1, U3: gives parts of our form and one clear verdict, in each dialect',
    'answers',
    fc.tuple(fc.constantFrom(...dialects), mutated(madeUp()), cuts),
    async ([dialect, bytes, at]) => assertSound(await outcomeOf(dialect, bytes, at)),
  );

  fuzz(
    'F1, U3: gives parts of our form and one clear verdict, changed from a recorded one',
    'answers',
    fc.tuple(fc.constantFrom(...dialects), mutated(recorded()), cuts),
    async ([dialect, bytes, at]) => assertSound(await outcomeOf(dialect, bytes, at)),
    { skip: withoutRecordings },
  );

  fuzz(
    'F3: has nothing in it of another that is read at the same time',
    'interleaved',
    fc.array(fc.tuple(fc.constantFrom(...dialects), mutated(madeUp(), 3), cuts), { minLength: 2, maxLength: 4 }),
    async (answers) => {
      const together = await Promise.all(answers.map(([dialect, bytes, at]) => outcomeOf(dialect, bytes, at)));
      for (const [index, [dialect, bytes, at]] of answers.entries()) {
        assert.deepEqual(together[index], await outcomeOf(dialect, bytes, at));
      }
    },
  );
});

describe('a refusal of any form', () => {
  fuzz(
    'S2: is a failure in words a person can act on, without the key and in bounded length',
    'failures',
    fc.record({
      status: fc.oneof(fc.integer({ min: 100, max: 999 }), fc.constantFrom(400, 401, 429, 500, 529)),
      wait: fc.oneof(fc.string(), fc.constantFrom('-1', '1e400', '6ms', '99999999999999999999', 'NaN')),
      body: fc.oneof(
        mutatedJson(errorBodies()),
        mutatedJson(errorBodies()).map((value) => JSON.stringify(value)),
        anyJson,
        fc.string({ maxLength: 200 }),
      ),
    }),
    ({ status, wait, body }) => {
      const headers = { 'retry-after': wait, 'retry-after-ms': wait, location: wait };
      const failure = failureFromResponse({ status, headers, body }, asked, 0);
      assertClear(failure.message);
      assert.ok(failure.message.length < 1_000, failure.message);
      assert.ok(!failure.message.includes(key), failure.message);
      const { retryAfterMs } = failure;
      assert.ok(retryAfterMs === undefined || (retryAfterMs >= 0 && !Number.isNaN(retryAfterMs)), `${retryAfterMs}`);
      assertUnpolluted();
    },
  );
});

describe('the long form', () => {
  it('tries at least 100,000 inputs', () => {
    // Answers are tried twice: made up, and recorded.
    const inAll = Object.values(longRuns).reduce<number>((sum, runs) => sum + runs, longRuns.answers);
    assert.ok(inAll >= 100_000, `${inAll}`);
  });
});

interface Outcome {
  readonly parts: readonly Part[];
  readonly failure: { readonly kind: string; readonly message: string } | null;
  /** Errors met while reading that no byte of an upstream may cause. */
  readonly faults: readonly unknown[];
}

async function outcomeOf(dialect: Dialect, bytes: Buffer, at: readonly number[]): Promise<Outcome> {
  const parts: Part[] = [];
  const faults: unknown[] = [];
  const context = {
    target: 'm@relay',
    choices: 1,
    audioFormat: null,
    served: (model: string | null) => assert.ok(model === null || typeof model === 'string'),
    errorInAnswer: (error: unknown) => failureFromResponse({ status: 200, headers: {}, body: error }, asked, 0),
    broken: (error: unknown) => {
      if (!(error instanceof BodyTooLargeError)) faults.push(error);
      return new RequestError('network', 'the connection broke');
    },
  };
  try {
    const answer = await framed(arriving(inPieces(bytes, at)));
    for await (const part of reading(dialect, answer, context)) parts.push(part);
    return { parts, failure: null, faults };
  } catch (error) {
    assert.ok(error instanceof RequestError, `no RequestError: ${error}`);
    return { parts, failure: { kind: error.kind, message: error.message }, faults };
  }
}

function reading(dialect: Dialect, answer: Awaited<ReturnType<typeof framed>>, context: Context) {
  if (dialect === 'openai') return readAnswer(answer, context);
  return dialect === 'gemini' ? readContents(answer, context) : readMessagesAnswer(answer, context);
}
type Context = Parameters<typeof readAnswer>[1];

async function* arriving(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

function assertSound({ parts, failure, faults }: Outcome): void {
  assert.deepEqual(faults, []);
  for (const part of parts) partSchema.parse(part);
  if (failure === null) assert.ok(parts.some(({ type }) => type === 'finish'));
  else assertClear(failure.message);
  assertUnpolluted();
}

/** One answer of every dialect and framing, with all kinds of parts. */
function madeUp(): Buffer[] {
  const chunk = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const choice = (delta: object, finish: string | null = null) =>
    chunk({ id: 'c1', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] });
  const call = { index: 0, id: 't1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } };
  const usage = {
    prompt_tokens: 9,
    completion_tokens: 5,
    total_tokens: 14,
    prompt_tokens_details: { cached_tokens: 3 },
  };
  const image = { image_url: { url: 'data:image/png;base64,AAAA' } };
  const openAi =
    choice({ role: 'assistant' }) +
    choice({ reasoning_content: 'Hm' }) +
    choice({ content: 'naïve 漢字', annotations: [{ url_citation: { url: 'https://a.example', title: 't' } }] }) +
    choice({ tool_calls: [call], images: [image], audio: { data: 'AAAA', transcript: 'x' } }) +
    choice({ content: [{ type: 'text', text: 'y' }], refusal: 'no' }, 'stop') +
    chunk({ choices: [], usage }) +
    'data: [DONE]\n\n';
  const whole = JSON.stringify({
    id: 'c',
    choices: [{ index: 0, message: { content: 'Hi', tool_calls: [call] }, finish_reason: 'stop' }],
    usage,
  });
  const candidate = (parts: object[], more: object = {}) => ({
    responseId: 'r',
    modelVersion: 'g',
    candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
  });
  const counts = { promptTokenCount: 9, candidatesTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 16 };
  const gemini = [
    candidate([{ text: 'Hm', thought: true }, { text: 'Hello' }]),
    candidate([
      { functionCall: { name: 'look', args: { a: 1 } } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    ]),
    {
      ...candidate([{ text: '.' }], {
        finishReason: 'STOP',
        groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example' } }] },
      }),
      usageMetadata: counts,
    },
  ];
  const event = (value: { readonly type: string }) => `event: ${value.type}\r\n${chunk(value)}`;
  const block = (index: number, start: object, delta: object) =>
    event({ type: 'content_block_start', ...{ index, content_block: start } }) +
    event({ type: 'content_block_delta', ...{ index, delta } }) +
    event({ type: 'content_block_stop', ...{ index } });
  const message = { id: 'a1', model: 'c', role: 'assistant', usage: { input_tokens: 9, output_tokens: 1 } };
  const anthropic =
    event({ type: 'message_start', ...{ message } }) +
    block(0, { type: 'thinking', thinking: '' }, { type: 'thinking_delta', thinking: 'Hm' }) +
    block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'Hello' }) +
    block(2, { type: 'tool_use', id: 't', name: 'look', input: {} }, { type: 'input_json_delta', partial_json: '{}' }) +
    event({ type: 'message_delta', ...{ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } } }) +
    event({ type: 'message_stop' });
  const wholeMessage = {
    type: 'message',
    ...message,
    content: [{ type: 'text', text: 'Hi' }],
    stop_reason: 'end_turn',
  };
  return [
    openAi,
    whole,
    gemini.map(chunk).join(''),
    JSON.stringify(gemini),
    JSON.stringify(gemini.at(-1)),
    anthropic,
    JSON.stringify(wholeMessage),
    '<html><title>Bad gateway</title></html>',
    chunk({ error: { message: 'overloaded', code: 503 } }),
  ].map((text) => Buffer.from(text));
}

/** All dialects together: each reader also gets the others'. Small ones, so that many can be tried. */
function recorded(): Buffer[] {
  const bodies = recordings('openai-chat', 'compat-chat', 'anthropic', 'gemini', 'vertex', 'other-errors')
    .filter(({ body }) => typeof body === 'string' && body.length > 0 && body.length < 24_000)
    .map(({ body }) => Buffer.from(body));
  return bodies.length > 0 ? bodies : [Buffer.alloc(0)];
}

function errorBodies(): readonly unknown[] {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '48s' },
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED', metadata: { service: 'a' } },
  ];
  return [
    {
      error: {
        message: 'Rate limit reached. Please try again in 1m2.5s.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
    [{ error: { code: 429, message: 'Resource exhausted', status: 'RESOURCE_EXHAUSTED', details } }],
    { error: { code: 502, message: 'Provider', metadata: { raw: '{"error":{"message":"inner"}}', reasons: ['x'] } } },
    { type: 'error', error: { type: 'overloaded_error', message: `Overloaded, key: ${key}` } },
    { detail: 'no', message: 'bare', code: 500 },
  ];
}
