/** Reads the lists of models of the Gemini API (`models`) and of Vertex AI (`publisherModels`). */
import * as z from 'zod';
import { parsedJson } from '../../parsed-json.ts';
import { RequestError } from '../../request-error.ts';
import { optional } from '../lenient-schema.ts';
import type { ListedModel } from '../provider.ts';

const modelSchema = z.object({
  name: z.string().min(1),
  inputTokenLimit: optional(z.number().int().positive()),
});
const models = z.array(modelSchema).optional();
const listSchema = z
  .object({ models, publisherModels: models })
  .refine((list) => list.models !== undefined || list.publisherModels !== undefined);

/** Throws `RequestError` where the text is no such list. `track` is for the message. */
export function readModels(body: string, track: string): ListedModel[] {
  const list = listSchema.safeParse(parsedJson(body)).data;
  if (list === undefined)
    throw new RequestError('overloaded', `${track}: the answer is no list of models.`, { target: track });
  return [...(list.models ?? []), ...(list.publisherModels ?? [])].map(({ name, inputTokenLimit }) => ({
    name: name.slice(name.lastIndexOf('/') + 1),
    contextWindow: inputTokenLimit ?? null,
  }));
}
