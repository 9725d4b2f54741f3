/** What the shape of a key and a base URL give away about a mistake, for a person who got a 401. Keys are never shown. */

interface Vendor {
  readonly name: string;
  readonly key: RegExp;
  readonly host: RegExp;
}

/** The narrower shapes first: OpenAI's own begins like several others. */
const vendors: readonly Vendor[] = [
  { name: 'Anthropic', key: /^sk-ant-/, host: /(^|\.)anthropic\.com$/ },
  { name: 'OpenRouter', key: /^sk-or-/, host: /(^|\.)openrouter\.ai$/ },
  { name: 'OpenAI', key: /^sk-(proj|svcacct|admin)-/, host: /(^|\.)openai\.com$/ },
  { name: 'Google', key: /^(AIza|AQ\.)/, host: /(^|\.)googleapis\.com$/ },
  { name: 'Groq', key: /^gsk_/, host: /(^|\.)groq\.com$/ },
  { name: 'xAI', key: /^xai-/, host: /(^|\.)x\.ai$/ },
  { name: 'Perplexity', key: /^pplx-/, host: /(^|\.)perplexity\.ai$/ },
  { name: 'Hugging Face', key: /^hf_/, host: /(^|\.)huggingface\.co$/ },
  { name: 'NVIDIA', key: /^nvapi-/, host: /(^|\.)nvidia\.com$/ },
  { name: 'Cerebras', key: /^csk-/, host: /(^|\.)cerebras\.ai$/ },
  { name: 'Fireworks', key: /^fw_/, host: /(^|\.)fireworks\.ai$/ },
  { name: 'Together', key: /^tgp_v1_/, host: /(^|\.)together\.(ai|xyz)$/ },
  { name: 'Replicate', key: /^r8_/, host: /(^|\.)replicate\.com$/ },
];

/** A sentence on why this key fails at this address. `key` is `null` where none was sent. */
export function explainRefusedKey(key: string | null, baseUrl: string): string {
  const host = new URL(baseUrl).hostname;
  if (key === null) return `No key was sent: set apiKey for this track.`;
  if (key !== key.trim() || /^(Bearer\s|["'])/i.test(key)) {
    return 'The key holds quotes, white space or the word "Bearer": store the key alone.';
  }
  const other = otherVendorOf(key, baseUrl);
  if (other !== null) {
    return `The key has the shape of a key of ${other}, but this track is at ${host}: check the key or the base URL.`;
  }
  const shape = vendors.find((vendor) => vendor.key.test(key));
  const owner = vendors.find((vendor) => vendor.host.test(host));
  if (owner !== undefined && shape === undefined && owner.name !== 'OpenAI') {
    return `The key does not have the shape of a key of ${owner.name}: check that it belongs to ${host}.`;
  }
  return 'Check that the key is valid, belongs to this base URL, and has credit.';
}

/** The vendor whose keys have this shape, where the track is not at that vendor's; `null`: nothing speaks against it. */
export function otherVendorOf(key: string, baseUrl: string): string | null {
  const shape = vendors.find((vendor) => vendor.key.test(key));
  return shape === undefined || shape.host.test(new URL(baseUrl).hostname) ? null : shape.name;
}

/** A sentence where the address looks incomplete; empty where it does not. */
export function explainBaseUrl(baseUrl: string): string {
  const { pathname, hostname } = new URL(baseUrl);
  if (/\/chat\/completions\/?$/.test(pathname)) {
    return 'The base URL must end before /chat/completions.';
  }
  if (/\/v\d+[a-z0-9]*(\/|$)/.test(pathname) || /(^|\.)(deepseek\.com|perplexity\.ai)$/.test(hostname)) return '';
  return `The base URL has no version in its path: it may have to be ${new URL(baseUrl).origin}${pathname.replace(/\/$/, '')}/v1.`;
}
