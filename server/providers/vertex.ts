/** The provider for Vertex: not spoken yet. */
import { RequestError } from '../request-error.ts';
import type { ExchangeParts } from './exchange.ts';
import type { Provider, ResolveKey } from './provider.ts';

export interface VertexOptions extends ExchangeParts {
  readonly resolveKey: ResolveKey;
}

export function createVertex(_options: VertexOptions): Provider {
  const notYet = () => new RequestError('invalid-request', 'provider "vertex" is not spoken yet');
  return {
    // biome-ignore lint/correctness/useYield: it has nothing to yield yet.
    async *chat() {
      throw notYet();
    },
    listModels: () => Promise.reject(notYet()),
  };
}
