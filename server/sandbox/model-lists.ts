/** The simulated models as each vendor lists them. */
import type { ListForm } from './routes.ts';

export interface Listed {
  readonly name: string;
  /** Tokens; `null`: not told. */
  readonly contextWindow: number | null;
}

/** `createdAt` in seconds since 1970. */
export function modelList(form: ListForm, models: readonly Listed[], createdAt: number): object {
  switch (form) {
    case 'openai': {
      const data = models.map(({ name }) => ({ id: name, object: 'model', created: createdAt, owned_by: 'sandbox' }));
      return { object: 'list', data };
    }
    case 'anthropic': {
      const at = new Date(createdAt * 1000).toISOString();
      const data = models.map(({ name }) => ({ type: 'model', id: name, display_name: name, created_at: at }));
      return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
    }
    case 'gemini':
      return {
        models: models.map(({ name, contextWindow }) => ({
          name: `models/${name}`,
          ...(contextWindow !== null && { inputTokenLimit: contextWindow }),
          supportedGenerationMethods: ['generateContent', 'countTokens'],
        })),
      };
    case 'publisher':
      return { publisherModels: models.map(({ name }) => ({ name: `publishers/google/models/${name}` })) };
  }
}
