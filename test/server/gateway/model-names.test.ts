/** The names a caller may put into `model`: one that means nothing says what there is, and what was wrong with its profile. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { readModelName } from '../../../server/gateway/model-names.ts';
import { tracksNamed } from '../../support/configuration.ts';
import { refusalOf } from '../../support/routing.ts';

const configuration = createConfigurationStore({
  ...tracksNamed(['relay']),
  profiles: { default: { strategy: 'priority' }, wrong: { strategy: 'best' } },
}).current();

it('a profile that does not exist is refused with those that do', () => {
  const { kind, message } = refusalOf(() => readModelName('dualtrack/nosuch', configuration));
  assert.equal(kind, 'no-such-model');
  assert.match(message, /must name a routing profile \(dualtrack\/default, .*\), got "dualtrack\/nosuch"$/);
});

it('a profile that was refused is refused with the field, the rule and the value', () => {
  const { message } = refusalOf(() => readModelName('dualtrack/wrong', configuration));
  assert.match(message, /that one is not in use: profiles\.wrong\.strategy must be one of .*, got "best"$/);
});
