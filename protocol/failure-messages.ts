/** What the daemon says of a failure: it says it in English, and clients recognise it and say it in their language. */
import { chineseAdvice } from './chinese/advice.ts';
import { chineseDaemon } from './chinese/daemon.ts';
import { chineseProfiles } from './chinese/profiles.ts';
import { chineseRefusals } from './chinese/refusals.ts';
import { chineseTroubles } from './chinese/troubles.ts';
import { problemMessageIn } from './problem-messages.ts';
import { formsOfOneDialect, routeReasonIn } from './route-reasons.ts';
import { recognisedHead, recognisedIn, recognisedTail, type Translate } from './translate.ts';

/** The table that has a translation for all of them is the list of what is recognised, too: no sentence stands twice. */
const advice = Object.keys(chineseAdvice);
const refusals = Object.keys(chineseRefusals);
const all = [
  ...[...refusals, ...Object.keys(chineseTroubles), ...advice, ...Object.keys(chineseProfiles)],
  ...Object.keys(chineseDaemon),
];

/** Also of what is wrong with a field of the request. What is not recognised, such as words of an upstream, stays as it is. */
export function failureMessageIn(message: string, t: Translate): string {
  for (const { form, say } of wholes) {
    const found = form.exec(message);
    if (found !== null) return say(found.slice(1), t);
  }
  const tail = recognisedTail(message, advice, t);
  if (tail !== null) return t('{0} {1}', failureMessageIn(tail.before, t), tail.said);
  const answered = /^(\S+): (\d{3}(?: [^:.]+)?)(?:\.|: (.*))$/s.exec(message);
  if (answered !== null) return statusIn(answered.slice(1), t);
  const said = recognisedIn(message, all, t);
  return said === message ? problemMessageIn(message, t) : said;
}

interface Whole {
  readonly form: RegExp;
  say(found: readonly string[], t: Translate): string;
}

/** How a budget stands, and what each target would need of it. */
const budgetRefused = /^(budget .*? allows .*?(?: and never resets| and resets at .*?)): (at .*)$/s;

/** Messages that hold others. */
const wholes: readonly Whole[] = [
  {
    form: /^(.*) \(besides, (.*?)\)$/s,
    say: ([told = '', others = ''], t) =>
      t(
        '{0} (besides, {1})',
        failureMessageIn(told, t),
        pairsIn(others.split(', '), (words) => t(words), t).reduce((one, other) => t('{0}, {1}', one, other)),
      ),
  },
  {
    form: /^(.*) \(likewise (.*?)\)$/s,
    say: ([told = '', others = ''], t) => t('{0} (likewise {1})', failureMessageIn(told, t), others),
  },
  {
    form: budgetRefused,
    say: ([state = '', refused = ''], t) => budgetRefusalIn(state, refused, t),
  },
  {
    form: /^no target is available: (.*)$/s,
    say: ([refused = ''], t) => t('no target is available: {0}', refusalsIn(refused, t)),
  },
  {
    form: /^no target of profile (.*?) can serve this request \((.*)\)$/s,
    say: ([profile = '', reasons = ''], t) =>
      t(
        'no target of profile {0} can serve this request ({1})',
        profile,
        pairsIn(reasons.split('; '), (reason) => routeReasonIn(reason, t), t).reduce((one, other) =>
          t('{0}; {1}', one, other),
        ),
      ),
  },
  {
    form: /^(\S+): the answer was cut off\. (.*)$/s,
    say: ([target = '', why = ''], t) => t('{0}: the answer was cut off. {1}', target, failureMessageIn(why, t)),
  },
  {
    form: /^Mistral's dialect has no form for (.*)\.$/s,
    say: ([what = ''], t) => t("Mistral's dialect has no form for {0}.", recognisedIn(what, formsOfOneDialect, t)),
  },
  {
    // Why a profile is not there may be what is wrong with a setting.
    form: /^profile must name a routing profile, got "(.*?)" \((.*)\)$/s,
    say: ([profile = '', why = ''], t) =>
      t('profile must name a routing profile, got "{0}" ({1})', profile, failureMessageIn(why, t)),
  },
];

/** `gpt-4.1@relay: overloaded, gemini@vertex: timeout`, or the same with reasons. */
function pairsIn(pairs: readonly string[], inWords: (value: string) => string, t: Translate): readonly string[] {
  return pairs.map((pair) => {
    const at = pair.indexOf(': ');
    return at < 0 ? inWords(pair) : t('{0}: {1}', pair.slice(0, at), inWords(pair.slice(at + 2)));
  });
}

function budgetRefusalIn(state: string, refused: string, t: Translate): string {
  return t('{0}: {1}', recognisedIn(state, refusals, t), refusalsIn(refused, t));
}

/** Several refusals, which may hold the sign that stands between them. */
function refusalsIn(said: string, t: Translate): string {
  const [, state, refused] = budgetRefused.exec(said) ?? [];
  if (state !== undefined && refused !== undefined) return budgetRefusalIn(state, refused, t);
  const first = recognisedHead(said, refusals, '; ', t) ?? headAsItIs(said);
  return first.after === '' ? first.said : t('{0}; {1}', first.said, refusalsIn(first.after, t));
}

function headAsItIs(said: string): { readonly said: string; readonly after: string } {
  const at = said.indexOf('; ');
  return at < 0 ? { said, after: '' } : { said: said.slice(0, at), after: said.slice(at + 2) };
}

/** An answer's status, and what the upstream said with it. */
function statusIn([target = '', status = '', words]: readonly (string | undefined)[], t: Translate): string {
  return words === undefined ? t('{0}: {1}.', target, status) : t('{0}: {1}: {2}', target, status, words);
}
