/** What `dualtrack sandbox --help` says of base URLs and paths. */
import type { Translate } from '../protocol/translate.ts';

export function sandboxPaths(t: Translate): string {
  const origin = 'http://127.0.0.1:PORT';
  const script = '{ "faults": [{ "type": "status", "status": 429 }] }';
  return [
    '',
    t('Base URLs of tracks, with PORT as it is printed:'),
    `  openai-compatible   ${origin}/v1`,
    `  anthropic, gemini   ${origin}`,
    `  vertex              ${t("{0} (a service account's token_uri: {0}/token)", origin)}`,
    '',
    t('Paths:'),
    '  POST /v1/chat/completions, GET /v1/models',
    `  POST /v1/messages, ${t('GET /v1/models with the header {0}', 'anthropic-version')}`,
    `  POST /v1beta/models/MODEL:generateContent, ${t('{0} (?alt=sse or a JSON array)', ':streamGenerateContent')}, :countTokens`,
    '  GET  /v1beta/models',
    `  POST ${t('{0} (as above)', '/v1/projects/P/locations/L/publishers/google/models/MODEL:…')}`,
    '  POST /v1/projects/P/locations/L/publishers/anthropic/models/MODEL:rawPredict, :streamRawPredict',
    '  POST /v1/projects/P/locations/L/publishers/mistralai/models/MODEL:rawPredict, :streamRawPredict',
    '  POST /v1/projects/P/locations/L/endpoints/openapi/chat/completions',
    '  GET  /v1beta1/publishers/google/models, POST /token',
    `  ${t('POST /_script takes faults, such as {0}; GET /_seen tells what was asked', script)}`,
  ].join('\n');
}
