/** What an upstream's status and words mean: one ordered table for all vendors and relays, the first row that fits counts. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { UpstreamError } from './upstream-error.ts';

/** A row fits when the status does, and one of `words` or `message`, where it names any. */
interface Rule {
  readonly kind: FailureKind;
  /** Absent: any. */
  readonly status?: (status: number) => boolean;
  /** Matched against the whole of one code, type or reason of the body. */
  readonly words?: RegExp;
  readonly message?: RegExp;
  /** Only at hosts this fits; others that say the same mean something else. */
  readonly host?: RegExp;
}

const is =
  (...known: readonly number[]) =>
  (status: number) =>
    known.includes(status);
const not =
  (...known: readonly number[]) =>
  (status: number) =>
    !known.includes(status);

const tooLongMessage =
  /context (length|window|size)|maximum (context|prompt) length|prompt (is|was) too long|too many (input |prompt )?tokens|input (is )?too long|total length of all messages is too long|input token count.{0,99}exceeds|exceeds?.{0,99}(available|maximum).{0,99}(context|number of( input)? tokens)|reduce the length of (the|your) (messages|prompt|input)|exceeds? (the )?context limit|超过.*上下文/i;
const noAccountMessage =
  /credit balance is too low|insufficient (account )?(balance|credits?)|requires more credits|exceeded your current quota, please check your plan and billing|billing (hard limit|account|details)|余额不足|额度不足/i;
const wrongKeyMessage =
  /(incorrect|invalid|missing|no|expired) (x-)?api[ _-]?key|api key not (valid|found)|api key expired/i;
const noModelMessage =
  /model.{0,200}(does not exist|not found|not supported|was removed|is not available|has been deprecated)|not a valid model|no endpoints found|unknown model|无可用渠道/i;
const refusedMessage =
  /content management policy|content[ _]policy|content filtering policy|flagged (by|as|for)|safety (system|filter|polic)|violat.{0,99}(usage polic|content polic)|敏感/i;

const rules: readonly Rule[] = [
  // A limit of tokens a minute is no limit of the window, although its message speaks of tokens, too (Groq says 413).
  { kind: 'rate-limited', status: is(413, 429), words: /^(rate_limit_exceeded|tokens|requests)$/ },
  {
    kind: 'context-too-long',
    status: not(429, 401, 402, 403),
    words:
      /^(context_length_exceeded|context_window_exceeded|too_many_prompt_tokens|too_many_tokens|exceed_context_size_error|model_max_prompt_tokens_exceeded|request_too_large)$/,
    message: tooLongMessage,
  },
  { kind: 'context-too-long', status: is(413), message: /token|prompt/i },
  {
    kind: 'content-refused',
    status: not(429, 401),
    words:
      /^(content_filter|content_policy_violation|responsibleaipolicyviolation|moderation|moderation_blocked|data_inspection_failed|sensitive_words_detected|prohibited_content|safety|model_armor|blocklist)$/,
    message: refusedMessage,
  },
  // Gemini and xAI answer 400 to a wrong key, Anthropic to an empty account.
  {
    kind: 'auth',
    status: not(404),
    words:
      /^(invalid_api_key|api_key_invalid|api_key_expired|authentication_error|unauthenticated|permission_denied|permission_error|billing_error|insufficient_user_quota|billing_not_active|account_deactivated|access_terminated|unsupported_country_region_territory)$/,
    message: wrongKeyMessage,
  },
  { kind: 'auth', status: is(400, 403), message: noAccountMessage },
  // Google: where one is, and an account that was paid in advance; neither heals by waiting, and another track may serve.
  { kind: 'auth', status: is(400, 403), message: /user location is not supported/i },
  { kind: 'auth', status: is(429), message: /prepay(ment|ed)? credits? .*depleted/i },
  // Only OpenAI itself means the account by this; a relay passes it on when one of its own accounts is under load.
  { kind: 'auth', status: is(429), words: /^insufficient_quota$/, host: /(^|\.)openai\.com$/ },
  { kind: 'auth', status: is(401, 402) },
  { kind: 'rate-limited', status: is(403), words: /^(ratelimitexceeded|userratelimitexceeded|rate_limit_exceeded)$/ },
  { kind: 'auth', status: is(403) },
  { kind: 'no-such-model', status: not(429), words: /^(model_not_found|deploymentnotfound|model_not_available)$/ },
  { kind: 'no-such-model', status: is(400), message: noModelMessage },
  { kind: 'no-such-model', status: is(404, 405, 410) },
  { kind: 'rate-limited', status: is(429) },
  {
    kind: 'overloaded',
    words:
      /^(overloaded_error|overloaded|engine_overloaded|server_overloaded|unavailable|server_error|internal_server_error|api_error|internal|capacity_exceeded|service_unavailable|upstream_error|new_api_error|one_api_error|bad_response_status_code)$/,
    status: (status) => status < 400 || status >= 500,
  },
  {
    kind: 'rate-limited',
    words: /^(rate_limit_exceeded|rate_limit_error|resource_exhausted|throttling|too_many_requests)$/,
    status: (status) => status < 500,
  },
  { kind: 'timeout', status: is(408) },
  // 409, 425 and Groq's 498 say "not now"; 499 comes from proxies that lost their upstream.
  { kind: 'overloaded', status: is(409, 425, 498, 499) },
  { kind: 'overloaded', status: (status) => status >= 500 },
  { kind: 'no-such-model', status: (status) => status >= 300 && status < 400 },
  { kind: 'invalid-request', words: /^(invalid_request_error|invalid_argument|invalid-argument|failed_precondition)$/ },
  { kind: 'invalid-request', status: (status) => status >= 400 },
];

/** The kind of a failed answer. An error within an answer of status 200 that says nothing known is `overloaded`. */
export function failureKind(status: number, error: UpstreamError, hostname: string): FailureKind {
  return rules.find((rule) => fits(rule, status, error, hostname))?.kind ?? 'overloaded';
}

function fits(rule: Rule, status: number, error: UpstreamError, hostname: string): boolean {
  if (rule.status !== undefined && !rule.status(status)) return false;
  if (rule.host !== undefined && !rule.host.test(hostname)) return false;
  if (rule.words === undefined && rule.message === undefined) return true;
  const wordFits = error.words.some((word) => rule.words?.test(word));
  return wordFits || rule.message?.test(error.message) === true;
}
