/** The `x-dualtrack-…` headers by which a caller says more than OpenAI's body can: what it needs, its bounds, who it is. */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { FieldError } from './field-error.ts';

export interface Wishes {
  readonly needs: readonly string[];
  readonly maxFirstPartMs: number | null;
  readonly maxCostUsd: number | null;
  readonly client: string;
  readonly workspace: string | null;
  readonly conversation: string | null;
  readonly parentRequest: string | null;
}

const defaultClient = 'gateway';

const above0 = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number above 0')
  .transform(Number)
  .refine((value) => value > 0 && Number.isFinite(value), 'must be a number above 0');
const features = z
  .string()
  .transform((list) => list.split(',').map((name) => name.trim()))
  .pipe(
    z
      .array(z.string().regex(/^[A-Za-z0-9_-]{1,50}$/, 'must be names of features, such as "tools,images"'))
      .max(20, 'must name at most 20 features'),
  );
const shortText = (most: number) =>
  z.string().min(1, 'must not be empty').max(most, `must have at most ${most} characters`);
const client = shortText(100);
const workspace = shortText(1000);
const conversation = shortText(200);
const parentRequest = shortText(200);

/** Throws `FieldError` naming the header, the rule and the value. */
export function readWishes(headers: IncomingHttpHeaders): Wishes {
  return {
    needs: read(headers, 'x-dualtrack-features', features) ?? [],
    maxFirstPartMs: read(headers, 'x-dualtrack-max-first-part-ms', above0),
    maxCostUsd: read(headers, 'x-dualtrack-max-cost-usd', above0),
    client: read(headers, 'x-dualtrack-client', client) ?? defaultClient,
    workspace: read(headers, 'x-dualtrack-workspace', workspace),
    conversation: read(headers, 'x-dualtrack-conversation', conversation),
    parentRequest: read(headers, 'x-dualtrack-parent-request', parentRequest),
  };
}

function read<Value>(headers: IncomingHttpHeaders, name: string, schema: z.ZodType<Value>): Value | null {
  const given = headers[name];
  if (given === undefined) return null;
  const value = typeof given === 'string' ? asSent(given) : given;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const rule = parsed.error.issues[0]?.message ?? 'is not understood';
  throw new FieldError(`the header ${name} ${rule}, got ${JSON.stringify(value).slice(0, 80)}`, name);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Node reads a header byte by byte; folders and clients have names in UTF-8, and rules and constraints go by them. */
function asSent(value: string): string {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}
