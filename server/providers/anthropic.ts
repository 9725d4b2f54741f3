/** The provider for Anthropic: not spoken yet. */
import { RequestError } from '../request-error.ts';
import type { ExchangeParts } from './exchange.ts';
import type { Provider, ResolveKey } from './provider.ts';

export interface AnthropicOptions extends ExchangeParts {
  readonly resolveKey: ResolveKey;
}

export function createAnthropic(_options: AnthropicOptions): Provider {
  const notYet = () => new RequestError('invalid-request', 'provider "anthropic" is not spoken yet');
  return {
    // biome-ignore lint/correctness/useYield: it has nothing to yield yet.
    async *chat() {
      throw notYet();
    },
    listModels: () => Promise.reject(notYet()),
  };
}
