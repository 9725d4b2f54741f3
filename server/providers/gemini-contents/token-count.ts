/** Reads the answer to `countTokens`. */
import * as z from 'zod';
import { parsedJson } from '../../parsed-json.ts';
import { noAnswer } from '../answer-end.ts';

const countSchema = z.object({ totalTokens: z.number().int().nonnegative() });

/** Throws `RequestError` where the text holds no count. */
export function readTokenCount(body: string, target: string): number {
  const counted = countSchema.safeParse(parsedJson(body)).data;
  if (counted === undefined) throw noAnswer(body, target);
  return counted.totalTokens;
}
