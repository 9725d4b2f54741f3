/** From an error of getting a token to a `RequestError` that says what to run. Tokens and keys are never quoted. */
import * as z from 'zod';
import { onOneLine } from '../one-line.ts';
import { RequestError } from '../request-error.ts';
import { type AccountFile, cloudScope } from './google-account.ts';
import { redactKeys } from './redact.ts';

const text = z.string().optional().catch(undefined);
const answerSchema = z.object({
  response: z.object({
    status: z.number(),
    data: z
      .object({
        error: z.union([z.string(), z.object({ status: text, message: text })]).optional(),
        error_description: text,
        error_subtype: text,
      })
      .catch({}),
  }),
});

export const loginCommand = 'gcloud auth application-default login';

/** `field` is where the credentials are configured; `file` what their file holds, `null` for the machine's own account. */
export function tokenFailure(error: unknown, file: AccountFile | null, field: string): RequestError {
  const known = requestErrorIn(error);
  if (known !== null) return known;
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return new RequestError(
      'auth',
      `${field}: the credential file is wrong: ${issue?.path.join('.')} ${issue?.message}.`,
    );
  }
  const answer = answerSchema.safeParse(error).data?.response;
  if (answer === undefined) {
    const why = error instanceof Error ? quoted(error.message) : 'no reason was given';
    return new RequestError('auth', `${field}: no access token could be made: ${why}`, { cause: error });
  }
  if (answer.status >= 500)
    return new RequestError('overloaded', `${field}: Google's token service answered ${answer.status}.`, {
      status: answer.status,
    });
  if (file === null)
    return new RequestError(
      'auth',
      `${field}: this machine's own account gives no access token (${answer.status}). Attach a service account with the scope ${cloudScope} to it, or run: ${loginCommand}`,
    );
  const { error: said, error_description: description = '', error_subtype: subtype = '' } = answer.data;
  const word = typeof said === 'string' ? said : (said?.status ?? String(answer.status));
  const sentence = typeof said === 'string' ? description : (said?.message ?? '');
  const advice = adviceFor({ word, sentence, subtype, status: answer.status }, file);
  const reason = sentence === '' ? '' : ` (${quoted(sentence).replace(/\.$/, '')})`;
  return new RequestError('auth', `${field}: Google gives no access token: ${word}${reason}. ${advice}`.trimEnd());
}

const longestQuoteCharacters = 200;

function quoted(text: string): string {
  return redactKeys(onOneLine(text)).slice(0, longestQuoteCharacters);
}

interface Said {
  readonly word: string;
  readonly sentence: string;
  readonly subtype: string;
  readonly status: number;
}

function adviceFor({ word, sentence, subtype, status }: Said, file: AccountFile | null): string {
  if (file?.type === 'impersonated_service_account' && status === 403)
    return 'The account that impersonates needs the role roles/iam.serviceAccountTokenCreator on the service account.';
  if (/short-lived|reasonable timeframe|\biat\b|\bexp\b/.test(sentence))
    return "Check this machine's clock: the signed request looks too old or from the future.";
  if (file?.type === 'service_account')
    return 'Check that the key file is of a service account that exists, and that its key was not deleted.';
  if (file?.type === 'external_account') return 'Check the workload identity pool, its provider and its conditions.';
  if (word === 'invalid_grant' || subtype !== '' || file?.type === 'authorized_user')
    return `The login has ended or was revoked. Run: ${loginCommand}`;
  return '';
}

/** Our own client's failure, however deep the library has wrapped it. */
function requestErrorIn(error: unknown): RequestError | null {
  if (error instanceof RequestError) return error;
  return error instanceof Error && error.cause !== undefined ? requestErrorIn(error.cause) : null;
}
