/** What `dualtrack sandbox --help` says of base URLs and paths. */

export const sandboxPaths = `
Base URLs of tracks, with PORT as it is printed:
  openai-compatible   http://127.0.0.1:PORT/v1
  anthropic, gemini   http://127.0.0.1:PORT
  vertex              http://127.0.0.1:PORT (a service account's token_uri: http://127.0.0.1:PORT/token)

Paths:
  POST /v1/chat/completions, GET /v1/models
  POST /v1/messages, GET /v1/models with the header anthropic-version
  POST /v1beta/models/MODEL:generateContent, :streamGenerateContent (?alt=sse or a JSON array), :countTokens
  GET  /v1beta/models
  POST /v1/projects/P/locations/L/publishers/google/models/MODEL:… (as above)
  POST /v1/projects/P/locations/L/publishers/anthropic/models/MODEL:rawPredict, :streamRawPredict
  GET  /v1beta1/publishers/google/models, POST /token
  POST /_script takes faults, such as { "faults": [{ "type": "status", "status": 429 }] }; GET /_seen tells what was asked`;
