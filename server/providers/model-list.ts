/** Reads the answer to `GET /models`, in the form that OpenAI's API and local servers share. */
import * as z from 'zod';
import { optional, optionalText } from './lenient-schema.ts';
import type { ListedModel } from './provider.ts';

const tokens = optional(z.number().int().positive());

const listSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1),
      /** OpenRouter; Groq; vLLM; LM Studio and Mistral; llama.cpp. */
      context_length: tokens,
      context_window: tokens,
      max_model_len: tokens,
      max_context_length: tokens,
      meta: optional(z.object({ n_ctx: tokens, n_ctx_train: tokens })),
      owned_by: optionalText,
    }),
  ),
});

/** The models in the order they are listed; `null` where the text is no such list. */
export function readModelList(body: string): ListedModel[] | null {
  const list = listSchema.safeParse(parsed(body)).data;
  if (list === undefined) return null;
  return list.data.map((model) => ({
    name: model.id,
    contextWindow:
      model.context_length ??
      model.context_window ??
      model.max_model_len ??
      model.max_context_length ??
      model.meta?.n_ctx ??
      model.meta?.n_ctx_train ??
      null,
  }));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
