/** Why a target stands where it does on a route, or is left out: the daemon says it in English, and clients recognise it. */
import { recognisedIn, type Translate } from './translate.ts';

/** What only one dialect has a form for, and a target of another is left out for. */
export const formsOfOneDialect = [
  '{0}[{1}], a "{2}"',
  '{0} in a message of the {1}',
  '{0}s over http',
  'this response_format',
  'JSON without a schema',
  'these modalities',
  'modalities besides text',
  'several choices (n)',
  'a conversation without a word',
  'a conversation that begins with an answer',
] as const;

/** As the router says them; several are joined by `; `. One that holds others stands before them. */
export const routeReasons = [
  'place {0} in the profile',
  'place {0} in the rule',
  'price unknown',
  'about {0} input tokens exceed its context window of {1}',
  'about {0}',
  'latency unknown',
  'first part in about {0} ms',
  '{0} from {1}, {2}, {3}',
  '{0} % failed',
  'this conversation stays where its cache is warm',
  'its cache is warm',
  'fallback',
  'asked for by name',
  'in place of {0} by {1}',
  'in place of {0}',
  'its circuit breaker is open for {0}',
  'its circuit breaker is letting a probe through',
  'this request is larger than the limits of its track',
  'all places at its track are taken',
  'the limits of its track have room in {0}',
  'its last {0} attempts failed',
  '{0} of its last {1} attempts failed',
  'it is held out of service until it is put back',
  'rule {0}: {1}',
  'images and what else is Vertex AI’s own go to Vertex AI only, and no Vertex AI track is configured',
  'images and what else is Vertex AI’s own go to Vertex AI only',
  'a bound under {0} ms goes to the fast models',
  'rule {0}',
  'left out by {0}',
  'not a target of {0}',
  'the profile allows only the tracks {0}',
  'the profile allows only the regions {0}, and the region of track {1} is not known',
  'the profile allows only the regions {0}, and track {1} is in {2}',
  'this workspace goes to the tracks {0} only',
  "it does not speak OpenAI's dialect, which alone has {0}",
  'it does not offer {0}',
  'its first part takes about {0} ms, over the bound of {1} ms',
  'its price is unknown, and the request may cost at most {0}',
  'it may cost {0}, over the bound of {1}',
  'it has no target',
  'its answer would have been simulated',
  'other reasons',
  ...formsOfOneDialect,
] as const;

/** What is not recognised, such as words of an upstream, stays as it is. */
export function routeReasonIn(reason: string, t: Translate): string {
  const [first = '', ...others] = reason.split('; ').map((one) => recognisedIn(one, routeReasons, t));
  return others.reduce((said, one) => t('{0}; {1}', said, one), first);
}
