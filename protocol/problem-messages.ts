/** What is wrong with a field of settings or parameters, with ledger or gateway: the daemon says it in English, clients in their language. */
import { chineseDaemon } from './chinese/daemon.ts';
import { chineseProblems } from './chinese/problems.ts';
import { chineseRules } from './chinese/rules.ts';
import { recognisedIn, type Translate } from './translate.ts';

const rules = Object.keys(chineseRules);
const problems = [...Object.keys(chineseDaemon), ...Object.keys(chineseProblems)];

/** What is not recognised stays as it is. */
export function problemMessageIn(message: string, t: Translate): string {
  // A track, a profile or a prompt may have a space in its name.
  const broken =
    /^(the configuration|the parameters|\S+|\w+\.[^"“]+?) (must .*?)(?:, got (.*)|(, but it is missing))?$/s.exec(
      message,
    );
  if (broken === null) return recognisedIn(message, problems, t);
  const [, named = '', ruled = '', got, missing] = broken;
  const field = named.startsWith('the ') ? t(named) : named;
  const rule = ruleIn(ruled, t);
  if (missing !== undefined) return t('{0} {1}, but it is missing', field, rule);
  if (got === undefined) return `${field} ${rule}`;
  // Each language has quotation marks of its own.
  const text = /^"([^"]*)"$/.exec(got)?.[1];
  return text === undefined ? t('{0} {1}, got {2}', field, rule, got) : t('{0} {1}, got "{2}"', field, rule, text);
}

/** A file may be refused for what is wrong with a field in it. */
function ruleIn(ruled: string, t: Translate): string {
  const refused = /^must name a catalogue that can be read \((.*)\)$/s.exec(ruled);
  return refused === null
    ? recognisedIn(ruled, rules, t)
    : t('must name a catalogue that can be read ({0})', problemMessageIn(refused[1] ?? '', t));
}
