/** What to do about a refusal of Vertex AI, by what `google.rpc` details say: which role, which API, which login. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { GoogleCredentials } from '../../protocol/track-configuration.ts';
import { loginCommand } from './google-token-failure.ts';
import type { UpstreamError } from './upstream-error.ts';

/** Whose project and place were asked. */
export interface AskedOfGoogle {
  readonly project: string;
  readonly location: string;
  readonly credentials: GoogleCredentials;
  /** Where a partner's model is enabled in the console; absent for Google's own. */
  readonly modelCard?: string;
}

/** A sentence for a person; empty where nothing is known that helps. */
export function googleAdvice(kind: FailureKind, status: number, error: UpstreamError, asked: AskedOfGoogle): string {
  const { project, location, modelCard } = asked;
  const says = (reason: string) => error.words.includes(reason);
  if (kind === 'no-such-model') {
    const card = modelCard === undefined ? '' : ` It is enabled at ${modelCard}`;
    return `Check the model name (upstreamName), and that the model is offered in ${location} and enabled for project ${project}.${card}`;
  }
  if (kind !== 'auth') return '';
  if (says('service_disabled') || /has not been used in project|is disabled/.test(error.message)) {
    const service = error.metadata.get('service') ?? 'aiplatform.googleapis.com';
    return `Run: gcloud services enable ${service} --project ${project}`;
  }
  if (says('billing_disabled'))
    return `Billing is off for project ${project}: switch it on in the Google Cloud console.`;
  if (says('access_token_scope_insufficient'))
    return 'The access token lacks the scope https://www.googleapis.com/auth/cloud-platform.';
  if (status === 401) return `The access token is not valid, or no longer. ${renewal(asked.credentials)}`;
  if (says('consumer_invalid') || says('user_project_denied'))
    return `Check that project ${project} exists and that this account may use it.`;
  return `The account needs the role roles/aiplatform.user. Run: gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=roles/aiplatform.user`;
}

function renewal(credentials: GoogleCredentials): string {
  if (credentials === 'adc') return `Run: ${loginCommand}`;
  return 'token' in credentials
    ? 'Put a new one where credentials.token says; gcloud auth print-access-token gives one.'
    : `Check that the key in ${credentials.serviceAccountFile} was not deleted or replaced.`;
}
