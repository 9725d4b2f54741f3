/** Where a model stands at Vertex AI, and whose dialect it speaks, by the name it is configured with. */
import { RequestError } from '../request-error.ts';

export interface VertexModel {
  readonly publisher: 'google' | 'anthropic';
  readonly name: string;
  /** Below the project's location. */
  readonly path: string;
}

/**
 * `gemini-…`, `claude-…`, `PUBLISHER/MODEL`, `publishers/PUBLISHER/models/MODEL`, or `endpoints/ID` of a tuned Gemini. Throws
 * `RequestError` for a publisher whose dialect is not spoken here.
 */
export function vertexModel(upstreamName: string, target: string): VertexModel {
  const endpoint = /(?:^|\/)endpoints\/([^/]+)$/.exec(upstreamName)?.[1];
  if (endpoint !== undefined)
    return { publisher: 'google', name: upstreamName, path: `/endpoints/${encodeURIComponent(endpoint)}` };
  const parts = upstreamName.split('/').filter((part) => part !== 'publishers' && part !== 'models');
  const name = parts.at(-1) ?? '';
  const publisher = parts.length > 1 ? parts[0] : name.startsWith('claude-') ? 'anthropic' : 'google';
  if (publisher !== 'google' && publisher !== 'anthropic') {
    throw new RequestError(
      'invalid-request',
      `${target}: upstreamName must name a model of Google or Anthropic at Vertex AI, got "${upstreamName}"; others are reached by a track of provider "openai-compatible" at …/v1/projects/PROJECT/locations/LOCATION/endpoints/openapi.`,
      { target },
    );
  }
  return { publisher, name, path: `/publishers/${publisher}/models/${encodeURIComponent(name)}` };
}
