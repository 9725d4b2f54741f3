/** The provider for Gemini: not spoken yet. */
import { RequestError } from '../request-error.ts';
import type { ExchangeParts } from './exchange.ts';
import type { Provider, ResolveKey } from './provider.ts';

export interface GeminiOptions extends ExchangeParts {
  readonly resolveKey: ResolveKey;
}

export function createGemini(_options: GeminiOptions): Provider {
  const notYet = () => new RequestError('invalid-request', 'provider "gemini" is not spoken yet');
  return {
    // biome-ignore lint/correctness/useYield: it has nothing to yield yet.
    async *chat() {
      throw notYet();
    },
    listModels: () => Promise.reject(notYet()),
  };
}
