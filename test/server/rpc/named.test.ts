/** What callers name is looked up, and what is not there is refused with the reason. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { profileNamed } from '../../../server/rpc/named.ts';
import { tracksNamed } from '../../support/configuration.ts';

describe('a profile that is named', () => {
  const file = tracksNamed(['relay']);
  const refused = { strategy: 'best', targets: ['m@relay'] };
  const store = createConfigurationStore({
    ...file,
    profiles: { ...file.profiles, refused },
    activeProfile: 'default',
  });
  const configuration = store.current();

  it('is the active one where none is', () => {
    assert.equal(profileNamed(configuration).name, 'default');
  });

  it('is refused with why it is not in use, or with those there are', () => {
    assert.throws(() => profileNamed(configuration, 'refused'), {
      kind: 'invalid-request',
      message: /got "refused" \(profiles\.refused\.strategy must be one of/,
    });
    assert.throws(() => profileNamed(configuration, 'none'), { message: /got "none" \(there are: default, / });
  });
});
