/** The program of the worker thread that counts tokens: the tokenizer's data stay out of the daemon's own memory. */
import { parentPort } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { CountAnswer, CountRequest } from './token-messages.ts';

// Text that looks like one of the tokenizer's marks is text: a prompt is never an instruction to it.
const asText = { disallowedSpecial: new Set<string>() };

parentPort?.on('message', ({ id, texts }: CountRequest) => {
  const tokens = texts.reduce((sum, text) => sum + countTokens(text, asText), 0);
  parentPort?.postMessage({ id, tokens } satisfies CountAnswer);
});
