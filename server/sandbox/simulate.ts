/** What a simulated model says: text, tool calls, token counts, the same for the same seed, model and question. */
import type { Chat } from '../../protocol/message.ts';
import type { FinishReason } from '../../protocol/part.ts';
import { noUsage, type Usage } from '../../protocol/usage.ts';
import { seededRandom } from './seeded.ts';
import { simulatedEdit } from './simulated-edit.ts';
import { type SimulatedMedium, simulatedImage, simulatedSpeech } from './simulated-media.ts';

export interface SimulatedChoice {
  /** What it thought first, where it was asked to; else empty. */
  readonly thoughts: string;
  /** The pieces it streams in. */
  readonly deltas: readonly string[];
  /** What it drew or spoke, where it was asked to. */
  readonly media: readonly SimulatedMedium[];
  /** The tool it was told to use. */
  readonly toolCall: { readonly id: string; readonly name: string; readonly argumentsJson: string } | null;
  readonly finishReason: FinishReason;
  readonly outputTokens: number;
}

export interface SimulatedAnswer {
  readonly choices: readonly SimulatedChoice[];
  readonly usage: Usage;
}

/** Of the chat only what shapes the simulation is looked at. */
export type SimulatedChat = Pick<Chat, 'messages' | 'maxOutputTokens' | 'stop' | 'choices' | 'tools' | 'toolChoice'> & {
  readonly thinks?: boolean;
  /** Who speaks says nothing in words. */
  readonly shows?: 'image' | 'audio';
};

export function simulate(seed: number, model: string, chat: SimulatedChat): SimulatedAnswer {
  const question = lastQuestion(chat);
  const count = chat.choices ?? 1;
  const choices = Array.from({ length: count }, (_, index) => {
    const random = seededRandom(seed, model, question, String(index));
    return simulateChoice(random, model, question, chat);
  });
  const outputTokens = choices.reduce((sum, choice) => sum + choice.outputTokens, 0);
  const reasoningTokens = choices.reduce((sum, choice) => sum + tokensOf(choice.thoughts), 0);
  const shown = (kind: SimulatedMedium['kind']) =>
    choices.flatMap(({ media }) => media).reduce((sum, medium) => sum + (medium.kind === kind ? medium.tokens : 0), 0);
  const counts = {
    outputTokens,
    reasoningTokens,
    imageOutputTokens: shown('image'),
    audioOutputTokens: shown('audio'),
  };
  return { choices, usage: { ...noUsage, inputTokens: simulatedInputTokens(chat), ...counts } };
}

/** About four bytes make a token. */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

function simulateChoice(random: () => number, model: string, question: string, chat: SimulatedChat): SimulatedChoice {
  const thoughts = chat.thinks === true ? 'This is a simulated thought; nothing was weighed.' : '';
  const tool = forcedTool(chat);
  if (tool !== null) {
    const id = `call_${Math.floor(random() * 2 ** 32).toString(36)}`;
    const toolCall = { id, name: tool, argumentsJson: '{}' };
    return { thoughts, deltas: [], media: [], toolCall, finishReason: 'tool-calls', outputTokens: tokensOf(tool) + 4 };
  }
  if (chat.shows === 'audio') {
    const media = [simulatedSpeech(random)];
    return { thoughts, deltas: [], media, toolCall: null, finishReason: 'stop', outputTokens: 0 };
  }
  const whole = simulatedEdit(model, chat) ?? compose(random, model, question);
  const stopped = cutAtStop(whole, chat.stop ?? []);
  const text = cutAtTokens(stopped, chat.maxOutputTokens);
  return {
    thoughts,
    deltas: pieces(text, random),
    media: chat.shows === 'image' ? [simulatedImage(random)] : [],
    toolCall: null,
    finishReason: text.length < stopped.length ? 'length' : 'stop',
    outputTokens: tokensOf(text),
  };
}

/** What fills a simulated answer up to a plausible length; it says nothing about the question on purpose. */
const fillers = [
  'Nothing was sent anywhere, and nothing was spent.',
  'The length, the token counts and the cost are invented, though they follow the prices of the real model.',
  'The time to the first word is drawn from the latencies reported for the model.',
  'The same question gives the same answer, so a test can rely on it.',
  'Add a track with a base URL and a key, and the same question goes to a real model.',
  'A local server such as Ollama is found by itself and costs nothing.',
  'The panel shows this request apart from real spend, as simulated.',
  'Switch the routing profile in the status bar to see another target chosen.',
  'Cancel while an answer streams: what came so far is kept and marked incomplete.',
  'Budgets and limits are not touched by simulated requests.',
] as const;

function compose(random: () => number, model: string, question: string): string {
  const opening = `This is a simulated answer in the name of ${model}; no model was asked.`;
  const quote = question === '' ? 'The question was empty.' : `You asked: “${question}”`;
  const rest = [...fillers].map((sentence) => ({ sentence, place: random() })).sort((a, b) => a.place - b.place);
  const chosen = rest.slice(0, 3 + Math.floor(random() * 5)).map(({ sentence }) => sentence);
  return `${opening}\n\n${quote}\n\n${chosen.join(' ')}\n`;
}

const longestQuoteCharacters = 200;

/** The first line of the last thing the user said. */
function lastQuestion(chat: SimulatedChat): string {
  const message = chat.messages.findLast(({ role }) => role === 'user') ?? chat.messages.at(-1);
  const text = message?.content.find((content) => content.type === 'text')?.text ?? '';
  const line = text.trim().split(/\r\n|\r|\n/, 1)[0] ?? '';
  return line.length > longestQuoteCharacters ? `${line.slice(0, longestQuoteCharacters - 1)}…` : line;
}

function forcedTool(chat: SimulatedChat): string | null {
  const { toolChoice, tools = [] } = chat;
  // A model that has been answered goes on in words, else an agent would call tools for ever.
  if (chat.messages.at(-1)?.role === 'tool') return null;
  if (toolChoice === 'required') return tools[0]?.name ?? null;
  return typeof toolChoice === 'object' ? toolChoice.name : null;
}

function cutAtStop(text: string, stops: readonly string[]): string {
  const ends = stops.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  const first = Math.min(text.length, ...ends.filter((end) => end >= 0));
  return text.slice(0, first);
}

/** The longest start that is within the tokens and splits no character. */
function cutAtTokens(text: string, maxOutputTokens: number | undefined): string {
  if (maxOutputTokens === undefined || tokensOf(text) <= maxOutputTokens) return text;
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxOutputTokens * 4) break;
    kept += character;
  }
  return kept;
}

/** Words in groups of one to four, as models stream them. */
function pieces(text: string, random: () => number): string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
  const deltas: string[] = [];
  while (words.length > 0) deltas.push(words.splice(0, 1 + Math.floor(random() * 4)).join(''));
  return deltas;
}

export function simulatedInputTokens(chat: SimulatedChat): number {
  const texts = chat.messages.flatMap((message) => [
    ...message.content.map((content) => (content.type === 'text' ? content.text : content.type)),
    ...(message.toolCalls ?? []).map((call) => call.name + call.argumentsJson),
  ]);
  const tools = chat.tools === undefined ? '' : JSON.stringify(chat.tools);
  return Math.max(1, tokensOf(texts.join('') + tools));
}
