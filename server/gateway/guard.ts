/**
 * Decides from the head of an HTTP request whether its body is read at all. Loopback is no boundary: any web page and any
 * program on this machine can connect. Pure.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type ErrorAnswer, refusal } from './error-answer.ts';

export const mostBodyBytes = 32 * 1024 * 1024;

export type Route = 'chat' | 'models' | 'metrics' | 'health';

export interface Head {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const routes: Readonly<Record<string, { readonly route: Route; readonly method: 'GET' | 'POST' }>> = {
  '/v1/chat/completions': { route: 'chat', method: 'POST' },
  '/v1/models': { route: 'models', method: 'GET' },
  '/metrics': { route: 'metrics', method: 'GET' },
  '/healthz': { route: 'health', method: 'GET' },
};

export type Verdict =
  | { readonly let: 'in'; readonly route: Route }
  | { readonly let: 'out'; readonly answer: ErrorAnswer };

/** `token`: what the caller must present; everything but `/healthz` needs it. */
export function judge({ method, url, headers }: Head, port: number, token: string): Verdict {
  if (!isOurHost(headers.host, port)) {
    return out(403, `the header Host must be 127.0.0.1:${port} or localhost:${port}`, 'forbidden_host');
  }
  // Programs send none. A web page cannot leave it out where it matters, and no page is welcome.
  if (headers.origin !== undefined) return out(403, 'requests of web pages are refused', 'forbidden_origin');
  const path = url.split('?', 1)[0] ?? '';
  const known = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (known?.route !== 'health' && !holdsToken(headers.authorization, token)) {
    const message =
      'the header Authorization must be "Bearer TOKEN" with the gateway\'s token (see gateway.token in the configuration, or the file gateway-token in the data directory)';
    return out(401, message, 'invalid_api_key', { 'www-authenticate': 'Bearer' });
  }
  if (known === undefined) {
    return out(404, `there is no such path; there are: ${Object.keys(routes).join(', ')}`, 'unknown_url');
  }
  if (method !== known.method) {
    return out(405, `the method must be ${known.method}`, 'method_not_allowed', { allow: known.method });
  }
  if (known.method === 'GET') return { let: 'in', route: known.route };
  return judgeBody(headers) ?? { let: 'in', route: known.route };
}

function judgeBody(headers: IncomingHttpHeaders): Verdict | null {
  // A form or a text is what a page may send without asking first.
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    return out(415, 'the header Content-Type must be application/json', 'unsupported_media_type');
  }
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) {
    return out(415, 'the body must not be compressed', 'unsupported_media_type');
  }
  if (Number(headers['content-length'] ?? 0) > mostBodyBytes) return { let: 'out', answer: bodyTooLarge };
  return null;
}

export const bodyTooLarge = refusal(413, `the body must have at most ${mostBodyBytes} bytes`, 'request_too_large');

function isOurHost(host: string | undefined, port: number): boolean {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return names.some((name) => host?.toLowerCase() === `${name}:${port}` || (port === 80 && host === name));
}

/** Takes the same time whatever was presented in the token's length, which is no secret. */
function holdsToken(authorization: string | undefined, token: string): boolean {
  const presented = Buffer.from(/^bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? '');
  const expected = Buffer.from(token);
  return expected.length > 0 && presented.length === expected.length && timingSafeEqual(presented, expected);
}

function out(status: number, message: string, code: string, headers: Record<string, string> = {}): Verdict {
  return { let: 'out', answer: { ...refusal(status, message, code), headers } };
}
