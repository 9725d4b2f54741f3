/** What an upstream's error body says, read from every shape that vendors and relays use. */
import * as z from 'zod';
import { listOf, optional, optionalText as text } from './lenient-schema.ts';

/** Texts are empty where the body says nothing. */
export interface UpstreamError {
  /** Codes, types, statuses and reasons, in small letters: the words the rules look at. */
  readonly words: readonly string[];
  /** The upstream's own sentence, with the cause that a relay hides in its metadata. */
  readonly message: string;
  /** An HTTP status the body states: of relays that answer 200, and of errors within a stream. */
  readonly status: number | null;
  /** `retryDelay` of Google's `RetryInfo`. */
  readonly retryDelay: string | null;
  /** `metadata` of Google's `ErrorInfo`, such as the service that is disabled. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** What is read further is this much of a text: an error within a stream may have millions of characters. */
const longestTextCharacters = 4000;
const longestWord = 100;
const mostEntries = 50;

const word = optional(z.union([z.string(), z.number()]));

const detailSchema = z
  .object({ '@type': text, reason: text, retryDelay: text, metadata: optional(z.record(z.string(), text)) })
  .catch({});

/** What a server written in Python says of the fields it refuses, Mistral's within the message. */
const complaintsSchema = z.object({
  detail: z.array(z.object({ loc: z.array(word).catch([]), msg: z.string() })).min(1),
});
const message = optional(z.union([z.string(), complaintsSchema.transform(({ detail }) => complaintIn(detail))]));

const errorSchema = z.object({
  message,
  type: word,
  code: word,
  status: word,
  error_type: word,
  reason: word,
  details: listOf(detailSchema),
  innererror: optional(z.object({ code: word })),
  /** OpenRouter: the cause, as text or as the vendor's own body. */
  metadata: optional(z.object({ raw: z.unknown().optional(), reasons: listOf(z.string()) })),
});

/**
 * Takes the body's text, or an `error` value found within a stream. Never throws. `deeper`: how many causes within causes
 * are still looked at.
 */
export function readUpstreamError(body: unknown, deeper = 3): UpstreamError {
  const value = unwrap(typeof body === 'string' ? parsed(body) : body);
  if (typeof value === 'string')
    return {
      words: [],
      message: plainText(value.slice(0, longestTextCharacters)),
      status: null,
      retryDelay: null,
      metadata: new Map(),
    };
  const outer = errorSchema.safeParse(value).data;
  const envelope = z.object({ error: z.unknown().optional() }).safeParse(value).data;
  const inner = errorSchema.safeParse(unwrap(envelope?.error)).data;
  const levels = [inner, outer].filter((level) => level !== undefined);
  const details = levels.flatMap((level) => level.details?.slice(0, mostEntries) ?? []);
  const reasons = levels.flatMap((level) => level.metadata?.reasons?.slice(0, mostEntries) ?? []);
  const words = levels
    .flatMap((level) => [level.code, level.type, level.status, level.error_type, level.reason, level.innererror?.code])
    .concat(details.map((detail) => detail.reason))
    .concat(reasons.length > 0 ? ['moderation'] : []);
  const cause = inner?.metadata?.raw ?? outer?.metadata?.raw;
  const messages = [
    inner?.message ?? (typeof envelope?.error === 'string' ? envelope.error : null) ?? outer?.message,
    cause === undefined || cause === null || deeper === 0 ? null : readUpstreamError(cause, deeper - 1).message,
  ];
  return {
    words: words.flatMap((each) =>
      each === null || each === undefined || each === '' ? [] : String(each).slice(0, longestWord).toLowerCase(),
    ),
    message: messages
      .flatMap((each) => (each ? [each.slice(0, longestTextCharacters)] : []))
      .join(': ')
      .slice(0, longestTextCharacters),
    status: statedStatus(levels.flatMap((level) => [level.status, level.code])),
    retryDelay: details.find((detail) => detail.retryDelay)?.retryDelay ?? null,
    metadata: new Map(
      details
        .flatMap((detail) => Object.entries(detail.metadata ?? {}))
        .flatMap(([name, of]) => (of ? [[name, of]] : [])),
    ),
  };
}

function complaintIn(detail: z.infer<typeof complaintsSchema>['detail']): string {
  return detail
    .slice(0, mostEntries)
    .map(({ loc, msg }) => (loc.length === 0 ? msg : `${loc.join('.')}: ${msg}`))
    .join('; ');
}

/** Google wraps the error of a stream endpoint in an array. */
function unwrap(value: unknown): unknown {
  return Array.isArray(value) && value.length > 0 ? value[0] : value;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** A page in HTML is told by its title. */
function plainText(body: string): string {
  const title = /<title[^<>]{0,200}>([^<]{0,1000})<\/title>/i.exec(body)?.[1];
  return (title ?? (/^\s*</.test(body) ? '' : body)).replace(/\s+/g, ' ').trim();
}

function statedStatus(candidates: readonly (string | number | null | undefined)[]): number | null {
  const status = candidates.map(Number).find((number) => Number.isInteger(number) && number >= 400 && number <= 599);
  return status ?? null;
}
