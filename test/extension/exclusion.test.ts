/** Files that are not to be sent. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExclusion } from '../../extension/asking/exclusion.ts';

describe('files that are not to be sent', () => {
  it('names the pattern of the settings that says so', () => {
    const exclusion = createExclusion(['.env*', '*.pem', '!.env.example'], []);
    assert.equal(exclusion.excludedBy('config/.env.local'), '.env*');
    assert.equal(exclusion.excludedBy('keys/server.pem'), '*.pem');
    assert.equal(exclusion.excludedBy('.env.example'), null);
    assert.equal(exclusion.excludedBy('src/main.ts'), null);
  });

  it('matches a file outside the workspace by its name', () => {
    const exclusion = createExclusion(['.env'], []);
    assert.equal(exclusion.excludedBy('/home/someone/.env'), '.env');
    assert.equal(exclusion.excludedBy('../other/.env'), '.env');
  });

  it('follows .gitignore files from the root down, a deeper one above a higher one', () => {
    const exclusion = createExclusion(
      [],
      [
        { folder: 'packages/a', text: '!keep.log\nbuild/' },
        { folder: '', text: '*.log\n/dist' },
      ],
    );
    assert.equal(exclusion.isIgnored('x.log'), true);
    assert.equal(exclusion.isIgnored('packages/a/keep.log'), false);
    assert.equal(exclusion.isIgnored('packages/b/keep.log'), true);
    assert.equal(exclusion.isIgnored('packages/a/build/x.js'), true);
    assert.equal(exclusion.isIgnored('dist/x.js'), true);
    assert.equal(exclusion.isIgnored('src/dist/x.js'), false);
  });
});
