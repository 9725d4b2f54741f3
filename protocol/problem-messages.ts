/** What is wrong with settings, parameters, ledger and gateway: the daemon says it in English, clients in their language. */
import { chineseProblems } from './chinese/problems.ts';
import { chineseRules } from './chinese/rules.ts';
import { failureMessageIn } from './failure-messages.ts';
import { recognisedIn, type Translate } from './translate.ts';

const rules = Object.keys(chineseRules);
const problems = Object.keys(chineseProblems);

/** What is not recognised stays as it is. */
export function problemMessageIn(message: string, t: Translate): string {
  const broken = /^(\S+|the configuration) (must .*?)(?:, got (.*)|(, but it is missing))?$/s.exec(message);
  if (broken === null) return recognisedIn(message, problems, t);
  const [, named = '', ruled = '', got, missing] = broken;
  const field = named === 'the configuration' ? t('the configuration') : named;
  const rule = recognisedIn(ruled, rules, t);
  if (missing !== undefined) return t('{0} {1}, but it is missing', field, rule);
  return got === undefined ? `${field} ${rule}` : t('{0} {1}, got {2}', field, rule, got);
}

/** Whatever the daemon answers instead of a result: a failure, or what is wrong with the parameters. */
export function errorMessageIn(message: string, t: Translate): string {
  const refused = /^(profile must name a routing profile, got ".*?" \()(.* must .*)\)$/s.exec(message);
  // Why a profile is not there may be what is wrong with a setting.
  if (refused !== null) {
    const [, head = '', problem = ''] = refused;
    return failureMessageIn(`${head}${problemMessageIn(problem, t)})`, t);
  }
  const said = failureMessageIn(message, t);
  return said === message ? problemMessageIn(message, t) : said;
}
