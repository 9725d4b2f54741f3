/** The gateway's settings as other tools want them written. */

export const gatewayTools = [
  { id: 'environment', label: 'OpenAI SDKs' },
  { id: 'continue', label: 'Continue (config.yaml)' },
  { id: 'cline', label: 'Cline (OpenAI Compatible)' },
  { id: 'aider', label: 'aider' },
  { id: 'curl', label: 'curl' },
] as const;
export type GatewayTool = (typeof gatewayTools)[number];

/** `url` is the gateway's, without the version; the model `dualtrack` is the active routing profile. */
export function gatewaySettings(tool: GatewayTool['id'], url: string, token: string): string {
  const baseUrl = `${url}/v1`;
  switch (tool) {
    case 'environment':
      return `OPENAI_BASE_URL=${baseUrl}\nOPENAI_API_KEY=${token}\n`;
    case 'continue':
      return [
        'models:',
        '  - name: Dualtrack',
        '    provider: openai',
        '    model: dualtrack',
        `    apiBase: ${baseUrl}`,
        `    apiKey: ${token}`,
        '',
      ].join('\n');
    case 'cline':
      return `API Provider: OpenAI Compatible\nBase URL: ${baseUrl}\nAPI Key: ${token}\nModel ID: dualtrack\n`;
    case 'aider':
      return `aider --openai-api-base ${baseUrl} --openai-api-key ${token} --model openai/dualtrack\n`;
    case 'curl':
      return [
        `curl ${baseUrl}/chat/completions \\`,
        `  -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' \\`,
        `  -d '{"model":"dualtrack","messages":[{"role":"user","content":"Hello"}]}'`,
        '',
      ].join('\n');
  }
}
