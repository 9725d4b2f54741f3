/** The token endpoint of the HTTP simulator, as Google's for service accounts: any assertion of the right shape gets a token. */
import * as z from 'zod';
import { parsedJson } from '../parsed-json.ts';

export interface TokenAnswer {
  readonly status: number;
  readonly body: object;
}

const formSchema = z.object({
  grant_type: z.enum(['urn:ietf:params:oauth:grant-type:jwt-bearer', 'refresh_token']),
  assertion: z
    .string()
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    .optional(),
  refresh_token: z.string().min(1).optional(),
});

/** Hands out tokens that are told apart, and knows its own. */
export class SimulatedTokens {
  readonly #minted = new Set<string>();

  /** How many were handed out. */
  get minted(): number {
    return this.#minted.size;
  }

  isOwn(token: string): boolean {
    return this.#minted.has(token);
  }

  /** `body` as it was sent, a form or JSON. */
  mint(body: string): TokenAnswer {
    const form = formSchema.safeParse(
      body.startsWith('{') ? parsedJson(body) : Object.fromEntries(new URLSearchParams(body)),
    );
    if (!form.success || (form.data.assertion ?? form.data.refresh_token) === undefined) {
      return {
        status: 400,
        body: { error: 'invalid_request', error_description: 'Neither an assertion nor a refresh token.' },
      };
    }
    const token = `ya29.simulated-${this.#minted.size + 1}`;
    this.#minted.add(token);
    return { status: 200, body: { access_token: token, expires_in: 3599, token_type: 'Bearer' } };
  }
}
