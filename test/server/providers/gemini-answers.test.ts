/** Answers in Gemini's dialect become parts: each mapping, each way to end, each count of tokens. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { Part } from '../../../protocol/part.ts';
import { noUsage } from '../../../protocol/usage.ts';
import { framed } from '../../../server/providers/body.ts';
import { readContents } from '../../../server/providers/gemini-contents/read-answer.ts';
import { toUsage } from '../../../server/providers/gemini-contents/usage.ts';
import { RequestError } from '../../../server/request-error.ts';

interface Outcome {
  readonly parts: readonly Part[];
  readonly kind: string | null;
  readonly message: string;
}

async function read(chunks: readonly object[], { choices = 1, isBroken = false } = {}): Promise<Outcome> {
  const parts: Part[] = [];
  async function* body() {
    for (const chunk of chunks) yield Buffer.from(`data: ${JSON.stringify(chunk)}\r\n\r\n`);
    if (isBroken) throw new Error('reset');
  }
  try {
    const answer = readContents(await framed(Readable.from(body())), {
      target: 'm@google',
      choices,
      served() {},
      errorInAnswer: (error) => new RequestError('overloaded', JSON.stringify(error)),
      broken: () => new RequestError('network', 'broken'),
    });
    for await (const part of answer) parts.push(part);
    return { parts, kind: null, message: '' };
  } catch (error) {
    if (error instanceof RequestError) return { parts, kind: error.kind, message: error.message };
    throw error;
  }
}

const candidate = (parts: readonly object[], more: object = {}) => ({ content: { role: 'model', parts }, ...more });
const answer = (parts: readonly object[], more: object = {}) => [
  { candidates: [candidate(parts, { finishReason: 'STOP', ...more })] },
];
const stop: Part = { type: 'finish', choiceIndex: 0, reason: 'stop' };

describe('an answer in Gemini’s dialect', () => {
  it('gives thoughts, text, pictures, speech and addresses as parts of their own', async () => {
    const { parts } = await read(
      answer([
        { text: 'Let me think.', thought: true },
        { text: 'Here:' },
        { inlineData: { mimeType: 'image/png', data: 'iVBO' } },
        { inlineData: { mimeType: 'audio/L16;rate=24000', data: 'AAAA' } },
        { fileData: { fileUri: 'gs://bucket/a.png', mimeType: 'image/png' } },
        { text: '' },
      ]),
    );
    assert.deepEqual(parts, [
      { type: 'reasoning-delta', choiceIndex: 0, text: 'Let me think.' },
      { type: 'text-delta', choiceIndex: 0, text: 'Here:' },
      { type: 'image', choiceIndex: 0, mediaType: 'image/png', dataBase64: 'iVBO' },
      { type: 'audio', choiceIndex: 0, mediaType: 'audio/L16;rate=24000', dataBase64: 'AAAA' },
      { type: 'source', choiceIndex: 0, url: 'gs://bucket/a.png' },
      stop,
    ]);
  });

  it('numbers calls over all chunks, gives each an id, and keeps a thought’s signature with its call', async () => {
    const call = (name: string, more: object = {}) => ({ functionCall: { name, args: { a: 1 }, ...more } });
    const { parts } = await read([
      { responseId: 'r1', candidates: [candidate([{ ...call('one'), thoughtSignature: 'c2ln' }, call('two')])] },
      { responseId: 'r1', candidates: [candidate([call('three', { id: 'own' })], { finishReason: 'STOP' })] },
    ]);
    const common = { type: 'tool-call', choiceIndex: 0, argumentsDelta: '{"a":1}' };
    const vendor = { extra_content: { google: { thought_signature: 'c2ln' } } };
    assert.deepEqual(parts, [
      { ...common, toolIndex: 0, id: 'call_r1_0_0', name: 'one', vendor },
      { ...common, toolIndex: 1, id: 'call_r1_0_1', name: 'two' },
      { ...common, toolIndex: 2, id: 'own', name: 'three' },
      { type: 'finish', choiceIndex: 0, reason: 'tool-calls' },
    ]);
  });

  it('gives each source of grounding and of citations once', async () => {
    const web = (uri: string, title: string) => ({ web: { uri, title } });
    const chunks = [
      web('https://a.example', 'A'),
      web('https://b.example', 'B'),
      { retrievedContext: { uri: 'gs://c/d' } },
    ];
    const { parts } = await read([
      { candidates: [candidate([{ text: 'So.' }], { groundingMetadata: { groundingChunks: chunks } })] },
      {
        candidates: [
          candidate([], {
            finishReason: 'STOP',
            groundingMetadata: { groundingChunks: chunks },
            citationMetadata: { citations: [{ uri: 'https://b.example' }, { uri: 'https://e.example', title: 'E' }] },
          }),
        ],
      },
    ]);
    assert.deepEqual(
      parts.flatMap((part) => (part.type === 'source' ? [[part.url, part.title]] : [])),
      [
        ['https://a.example', 'A'],
        ['https://b.example', 'B'],
        ['gs://c/d', undefined],
        ['https://e.example', 'E'],
      ],
    );
  });

  it('gives the probabilities of tokens in the form that callers read', async () => {
    const { parts } = await read(
      answer([{ text: 'Hé' }], {
        logprobsResult: {
          chosenCandidates: [{ token: 'Hé', tokenId: 1, logProbability: -0.5 }],
          topCandidates: [{ candidates: [{ token: 'Ho', logProbability: -1 }] }],
        },
      }),
    );
    const bytes = [72, 195, 169];
    const content = [
      { token: 'Hé', logprob: -0.5, bytes, top_logprobs: [{ token: 'Ho', logprob: -1, bytes: [72, 111] }] },
    ];
    assert.deepEqual(parts[0], { type: 'text-delta', choiceIndex: 0, text: 'Hé', logprobs: { content } });
  });

  it('keeps candidates apart, and is not over when the connection breaks before all have come', async () => {
    const first = { candidates: [{ ...candidate([{ text: 'A' }], { finishReason: 'STOP' }), index: 0 }] };
    const second = { candidates: [{ ...candidate([{ text: 'B' }], { finishReason: 'MAX_TOKENS' }), index: 1 }] };
    const both = await read([first, second], { choices: 2, isBroken: true });
    assert.equal(both.kind, null);
    assert.deepEqual(
      both.parts.map((part) => (part.type === 'finish' ? `${part.choiceIndex} ${part.reason}` : part.type)),
      ['text-delta', '0 stop', 'text-delta', '1 length'],
    );
    assert.equal((await read([first], { choices: 2, isBroken: true })).kind, 'truncated');
    assert.equal((await read([first], { choices: 2 })).kind, null, 'an upstream may give fewer');
  });

  it('F1: is complete with its finish reason, whatever the connection does then, and not before', async () => {
    assert.deepEqual(await read(answer([{ text: 'Hi' }]), { isBroken: true }), {
      parts: [{ type: 'text-delta', choiceIndex: 0, text: 'Hi' }, stop],
      kind: null,
      message: '',
    });
    const open = [{ candidates: [candidate([{ text: 'Hi' }], { finishReason: 'FINISH_REASON_UNSPECIFIED' })] }];
    assert.equal((await read(open)).kind, 'truncated');
    assert.equal((await read([])).kind, 'network');
  });

  it('names every way to end in our words, also where the upstream gives its number', async () => {
    const reasonOf = async (finishReason: unknown) => {
      const { parts, kind } = await read(answer([{ text: 'x' }], { finishReason }));
      return kind ?? parts.find((part) => part.type === 'finish')?.reason;
    };
    const expected = {
      STOP: 'stop',
      MAX_TOKENS: 'length',
      RECITATION: 'content-filter',
      SPII: 'content-filter',
      LANGUAGE: 'other',
      SOMETHING_NEW: 'other',
      MALFORMED_FUNCTION_CALL: 'truncated',
    };
    const found = await Promise.all(Object.keys(expected).map(async (word) => [word, await reasonOf(word)]));
    assert.deepEqual(Object.fromEntries(found), expected);
    assert.deepEqual(await Promise.all([1, 2, 3, 5].map(reasonOf)), ['stop', 'length', 'content-filter', 'other']);
  });

  it('a model that gave up without a word has failed', async () => {
    const gaveUp = await read(answer([], { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'Malformed.' }));
    assert.deepEqual([gaveUp.kind, gaveUp.message], ['overloaded', '{"message":"Malformed."}']);
  });

  it('what is withheld before any content is a refusal with its categories, and a filtered end after it', async () => {
    const safetyRatings = [
      { category: 'HARM_CATEGORY_HATE_SPEECH', probability: 'HIGH', blocked: true },
      { category: 'HARM_CATEGORY_HARASSMENT', probability: 'LOW' },
    ];
    const usageMetadata = { promptTokenCount: 5, totalTokenCount: 5 };
    const withheld = { candidates: [{ finishReason: 'SAFETY', safetyRatings }], usageMetadata };
    const refused = await read([withheld]);
    assert.deepEqual(
      [refused.kind, refused.message],
      ['content-refused', 'm@google: refused for SAFETY (hate speech).'],
    );
    assert.deepEqual(
      refused.parts.map(({ type }) => type),
      ['usage'],
      'what it cost is told',
    );
    const late = await read([{ candidates: [candidate([{ text: 'Well,' }])] }, withheld]);
    assert.equal(late.kind, null);
    assert.deepEqual(late.parts.find((part) => part.type === 'finish')?.reason, 'content-filter');
    const prompt = await read([{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata }]);
    assert.deepEqual([prompt.kind, prompt.message], ['content-refused', 'm@google: refused for PROHIBITED_CONTENT.']);
  });

  it('one candidate withheld does not take the others with it', async () => {
    const { parts, kind } = await read(
      [
        { candidates: [{ index: 0, finishReason: 'SAFETY' }] },
        { candidates: [{ index: 1, ...candidate([{ text: 'Fine' }], { finishReason: 'STOP' }) }] },
      ],
      { choices: 2 },
    );
    assert.equal(kind, null);
    assert.deepEqual(
      parts.map((part) => (part.type === 'finish' ? `${part.choiceIndex} ${part.reason}` : part.type)),
      ['0 content-filter', 'text-delta', '1 stop'],
    );
  });

  it('U1: usage is cumulative: the last block that counts is the one, and one without counts is none', async () => {
    const usage = (candidatesTokenCount: number) => ({
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount, totalTokenCount: 4 + candidatesTokenCount },
    });
    const { parts } = await read([
      { candidates: [candidate([{ text: 'A' }])], ...usage(1) },
      { candidates: [candidate([{ text: 'B' }])], usageMetadata: { trafficType: 'ON_DEMAND' } },
      { candidates: [candidate([{ text: 'C' }], { finishReason: 'STOP' })], ...usage(3) },
    ]);
    const told = parts.flatMap((part) => (part.type === 'usage' ? [part.usage.outputTokens] : []));
    assert.deepEqual(told, [1, 3]);
  });
});

describe('Gemini’s usage', () => {
  const modality = (name: string, tokenCount: number) => ({ modality: name, tokenCount });

  it('U3, U4: has cached inside the prompt, thoughts and tool use beside, and each modality once', () => {
    const block = {
      promptTokenCount: 1_000,
      cachedContentTokenCount: 400,
      promptTokensDetails: [
        modality('TEXT', 500),
        modality('IMAGE', 258),
        modality('AUDIO', 142),
        modality('VIDEO', 100),
      ],
      cacheTokensDetails: [modality('TEXT', 300), modality('IMAGE', 100)],
      toolUsePromptTokenCount: 50,
      toolUsePromptTokensDetails: [modality('TEXT', 50)],
      candidatesTokenCount: 1_390,
      candidatesTokensDetails: [modality('TEXT', 50), modality('IMAGE', 1_290), modality('AUDIO', 50)],
      thoughtsTokenCount: 60,
      totalTokenCount: 2_500,
    };
    assert.deepEqual(toUsage(block), {
      ...noUsage,
      inputTokens: 1_000 - 400 - 158 - 142 + 50,
      cacheReadTokens: 400,
      imageInputTokens: 158,
      audioInputTokens: 142,
      outputTokens: 50,
      reasoningTokens: 60,
      imageOutputTokens: 1_290,
      audioOutputTokens: 50,
      inconsistent: false,
    });
  });

  it('U4: is flagged where it does not add up, and never guessed at', () => {
    const block = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 100 };
    assert.deepEqual(toUsage(block), { ...noUsage, inputTokens: 10, outputTokens: 5, inconsistent: true });
    const cached = toUsage({ promptTokenCount: 10, cachedContentTokenCount: 15, totalTokenCount: 10 });
    assert.deepEqual(cached, { ...noUsage, cacheReadTokens: 15, inconsistent: true });
  });

  it('U6: without a count of the prompt there is none', () => {
    assert.equal(toUsage({ trafficType: 'ON_DEMAND' }), null);
    assert.equal(toUsage(undefined), null);
    assert.equal(toUsage({ promptTokenCount: -1, totalTokenCount: 3 }), null);
  });
});
