/** Base URLs near a configured one: what people paste instead of it, put right. Pure. */
import type { ProviderKind } from '../../protocol/track-configuration.ts';

/** Paths that are asked below a base URL, and not part of it. */
const askedPaths =
  /\/(chat\/completions|completions|responses|embeddings|messages|models(\/[^/]+(:\w+)?)?|publishers\/.*|projects\/.*)\/?$/;
const version = /\/v\d+(beta\d*)?$/;

/** The likeliest first, without a trailing slash and without the one that is configured; at most three. */
export function nearbyBaseUrls(provider: ProviderKind, baseUrl: string): readonly string[] {
  const url = new URL(baseUrl);
  const configured = withoutSlash(url.pathname);
  const stem = withoutSlash(configured.replace(askedPaths, ''));
  const bare = stem.replace(version, '');
  const paths = provider === 'openai-compatible' ? [stem, `${bare}/v1`, `${bare}/api/v1`, bare] : [stem, bare];
  const others = [...new Set(paths)].filter((path) => path !== configured);
  return others.slice(0, 3).map((path) => url.origin + path);
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
