/** What is saved in the configuration file counts while the daemon runs; what is wrong in it does not. */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { readConfigurationFile } from '../../../server/daemon/configuration-file.ts';
import { followConfigurationFile } from '../../../server/daemon/follow-configuration.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const withTrack = (name: string) => JSON.stringify({ tracks: { [name]: { provider: 'sandbox' } } });

describe('the configuration file of a running daemon', () => {
  let folder: string;
  let path: string;
  let clock: FakeClock;
  let said: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualtrack-follow-'));
    path = join(folder, 'dualtrack.json');
    clock = new FakeClock();
    said = [];
    writeFileSync(path, withTrack('first'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function followed() {
    const configuration = createConfigurationStore(readConfigurationFile(path), clock);
    const log = { write: (text: string) => void said.push(text) };
    followConfigurationFile({ path, clock, configuration, log });
    return configuration;
  }

  it('counts as it is saved, two looks later, and settings of an editor stay above it', async () => {
    const configuration = followed();
    configuration.configure({ activeProfile: 'sandbox-cheap' });
    writeFileSync(path, withTrack('second'));
    await clock.advance(1_000);
    assert.equal(configuration.current().tracks.has('second'), false);
    await clock.advance(1_000);
    assert.equal(configuration.current().tracks.has('second'), true);
    assert.equal(configuration.current().tracks.has('first'), false);
    assert.equal(configuration.current().activeProfile, 'sandbox-cheap');
  });

  it('counts also where it is replaced by another file, as many editors save', async () => {
    const configuration = followed();
    writeFileSync(join(folder, 'new'), withTrack('third'));
    renameSync(join(folder, 'new'), path);
    await clock.advance(2_000);
    assert.equal(configuration.current().tracks.has('third'), true);
  });

  it('that holds nothing which could be a configuration changes nothing but the problems', async () => {
    const configuration = followed();
    for (const [text, told] of [
      ['null', /must be an object, got null$/],
      ['[]', /must be an object, got \[\]$/],
      [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, /must be nested at most 500 deep$/],
      [`{"tracks":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, /must be nested at most 500 deep$/],
    ] as const) {
      writeFileSync(path, text);
      await clock.advance(2_000);
      assert.match(configuration.current().problems[0]?.message ?? '', told);
      assert.equal(configuration.current().tracks.has('first'), true);
    }
  });

  it('that is wrong or gone changes nothing but the problems, which go when it is right again', async () => {
    const configuration = followed();
    writeFileSync(path, '{\n  "tracks":\n}');
    await clock.advance(2_000);
    assert.match(configuration.current().problems[0]?.message ?? '', /dualtrack\.json is not valid JSON: line 3/);
    assert.equal(configuration.current().tracks.has('first'), true);
    rmSync(path);
    await clock.advance(2_000);
    assert.match(configuration.current().problems[0]?.message ?? '', /it does not exist/);
    writeFileSync(path, withTrack('fourth'));
    await clock.advance(2_000);
    assert.deepEqual(configuration.current().problems, []);
    assert.equal(configuration.current().tracks.has('fourth'), true);
  });

  it('is read again only when it was written', async () => {
    followed();
    await clock.advance(60_000);
    assert.deepEqual(said, []);
  });
});
