/** From the chunks of one answer in Gemini's dialect to parts. A whole answer is one chunk. */
import type { Part } from '../../../protocol/part.ts';
import { readFinishReason, refusedPrompt, withheldAnswer } from './finish-reason.ts';
import type { Candidate, ChosenToken, Chunk, ContentPart } from './schema.ts';
import { toUsage } from './usage.ts';

/** What has been seen of one candidate. */
interface ChoiceState {
  finished: boolean;
  hasContent: boolean;
  toolCalls: number;
  readonly sources: Set<string>;
}

/** Reads the chunks of one answer; made anew for every attempt, so that nothing leaks from one to the next. */
export class ChunkReader {
  readonly #choices = new Map<number, ChoiceState>();
  #gaveUp: string | null = null;
  #refusal: string | null = null;

  get choices(): number {
    return this.#choices.size;
  }

  get allFinished(): boolean {
    const states = [...this.#choices.values()];
    return states.length > 0 && states.every((state) => state.finished);
  }

  /** What the model said when it gave up; `null`: it did not. */
  get gaveUp(): string | null {
    return this.#gaveUp;
  }

  /** Why the prompt was refused, or the answer withheld without any of it having come; `null`: neither. */
  get refusal(): string | null {
    return [...this.#choices.values()].some((state) => state.hasContent) ? null : this.#refusal;
  }

  /** `isWhole`: the chunk is a whole answer, not one piece of a stream. */
  read(chunk: Chunk, isWhole: boolean): Part[] {
    const parts: Part[] = [];
    for (const candidate of chunk.candidates ?? []) this.#readCandidate(candidate, chunk, isWhole, parts);
    this.#refusal ??= refusedPrompt(chunk.promptFeedback);
    const usage = toUsage(chunk.usageMetadata);
    if (usage !== null) parts.push({ type: 'usage', choiceIndex: 0, usage, raw: chunk.usageMetadata });
    return parts;
  }

  #readCandidate(candidate: Candidate, chunk: Chunk, isWhole: boolean, parts: Part[]): void {
    const choiceIndex = candidate.index ?? 0;
    const state = this.#choices.get(choiceIndex) ?? {
      finished: false,
      hasContent: false,
      toolCalls: 0,
      sources: new Set(),
    };
    this.#choices.set(choiceIndex, state);
    const before = parts.length;
    let logprobs = toLogprobs(candidate.logprobsResult);
    for (const content of candidate.content?.parts ?? []) {
      const part = this.#contentPart(content, choiceIndex, chunk.responseId ?? null, state);
      if (part === null) continue;
      parts.push(part.type === 'text-delta' && logprobs !== null ? { ...part, logprobs } : part);
      if (part.type === 'text-delta') logprobs = null;
    }
    if (logprobs !== null) parts.push({ type: 'text-delta', choiceIndex, text: '', logprobs });
    parts.push(...sourceParts(candidate, choiceIndex, state.sources));
    const hasMore = parts.length > before;
    state.hasContent ||= hasMore;
    // An answer may go on after a tool that the upstream itself has called: it ends with the last finish.
    if (hasMore) state.finished = false;
    this.#readFinish(candidate, choiceIndex, isWhole, state, parts);
  }

  #readFinish(candidate: Candidate, choiceIndex: number, isWhole: boolean, state: ChoiceState, parts: Part[]): void {
    // A whole answer is finished even where it does not say so.
    const finish = readFinishReason(candidate.finishReason) ?? (isWhole ? ended : null);
    if (finish === null || state.finished) return;
    if (finish.kind === 'failed') {
      this.#gaveUp = candidate.finishMessage ?? `the model gave up (${candidate.finishReason})`;
      return;
    }
    state.finished = true;
    if (finish.reason === 'content-filter') this.#refusal ??= withheldAnswer(candidate);
    // Gemini has no word of its own for an answer that waits for its tools.
    const reason = finish.reason === 'stop' && state.toolCalls > 0 ? 'tool-calls' : finish.reason;
    parts.push({ type: 'finish', choiceIndex, reason });
  }

  #contentPart(content: ContentPart, choiceIndex: number, answerId: string | null, state: ChoiceState): Part | null {
    const { functionCall, inlineData, fileData, text, thought, thoughtSignature } = content;
    if (functionCall) {
      const toolIndex = state.toolCalls;
      state.toolCalls += 1;
      return {
        type: 'tool-call',
        choiceIndex,
        toolIndex,
        // Most models give a call no id; a caller needs one to answer it, and one that no other answer has.
        id: functionCall.id || `call_${[answerId, choiceIndex, toolIndex].filter((each) => each !== null).join('_')}`,
        ...(functionCall.name && { name: functionCall.name }),
        argumentsDelta: JSON.stringify(functionCall.args ?? {}),
        ...(thoughtSignature && { vendor: { extra_content: { google: { thought_signature: thoughtSignature } } } }),
      };
    }
    if (inlineData?.data) return mediaPart(inlineData.mimeType ?? '', inlineData.data, choiceIndex);
    if (fileData) return { type: 'source', choiceIndex, url: fileData.fileUri };
    if (!text) return null;
    return { type: thought ? 'reasoning-delta' : 'text-delta', choiceIndex, text };
  }
}

const ended = { kind: 'finished', reason: 'other' } as const;

function mediaPart(mediaType: string, dataBase64: string, choiceIndex: number): Part {
  return { type: mediaType.startsWith('audio/') ? 'audio' : 'image', choiceIndex, mediaType, dataBase64 };
}

/** Each address once, whichever chunk repeats it. */
function sourceParts(candidate: Candidate, choiceIndex: number, known: Set<string>): Part[] {
  const { citationMetadata: cited, groundingMetadata: grounding } = candidate;
  const sources = [
    ...(grounding?.groundingChunks ?? []).flatMap(
      ({ web, retrievedContext, maps }) => web ?? retrievedContext ?? maps ?? [],
    ),
    ...(cited?.citations ?? cited?.citationSources ?? []),
  ];
  const parts: Part[] = [];
  for (const { uri, title } of sources) {
    if (!uri || known.has(uri)) continue;
    known.add(uri);
    parts.push({ type: 'source', choiceIndex, url: uri, ...(title && { title }) });
  }
  return parts;
}

/** In OpenAI's form, which is the one that callers who ask for them read. */
function toLogprobs(result: Candidate['logprobsResult']): { readonly content: readonly object[] } | null {
  const chosen = result?.chosenCandidates ?? [];
  if (chosen.length === 0) return null;
  const content = chosen.map((token, index) => ({
    ...toLogprob(token),
    top_logprobs: (result?.topCandidates?.[index]?.candidates ?? []).map(toLogprob),
  }));
  return { content };
}

function toLogprob({ token, logProbability }: ChosenToken) {
  const text = token ?? '';
  return { token: text, logprob: logProbability ?? 0, bytes: [...Buffer.from(text)] };
}
