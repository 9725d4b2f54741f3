/** What a configuration names is looked up, and what stands above what. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { tracksNamed } from '../../support/configuration.ts';

describe('looking up what a configuration names', () => {
  it('refuses a profile with a target that does not exist, says what there is, and keeps the others', () => {
    const file = tracksNamed(['relay']);
    const store = createConfigurationStore({
      ...file,
      profiles: { ...file.profiles, broken: { strategy: 'priority', targets: ['m@relay', 'x@relay', 'm@rely'] } },
    });
    const { profiles, problems } = store.current();
    assert.equal(profiles.has('broken'), false);
    assert.equal(profiles.has('default'), true);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'profiles.broken.targets[1] must be a model that track relay offers (m), got "x@relay"',
        'profiles.broken.targets[2] must be MODEL@TRACK with a track that exists (relay, sandbox), got "m@rely"',
      ],
    );
  });

  it('an active profile that does not exist is a problem, not a silent choice of another', () => {
    const { activeProfile, problems } = createConfigurationStore({ activeProfile: 'gone' }).current();
    assert.equal(activeProfile, 'gone');
    assert.match(problems[0]?.message ?? '', /^activeProfile must name a routing profile \(default, .*\), got "gone"$/);
  });

  it('a profile may name a local server that is not running yet', () => {
    const file = tracksNamed(['relay'], { targets: ['llama3@ollama', 'm@relay'] });
    const { profiles, problems } = createConfigurationStore(file).current();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      profiles.get('default')?.targets.map(({ name }) => name),
      ['m@relay'],
    );
  });
});

describe('whose settings count', () => {
  it('an editor’s settings stand above the file, entry by entry, until it sends others', () => {
    const store = createConfigurationStore({ ...tracksNamed(['a', 'b']), activeProfile: 'default' });
    const changes: number[] = [];
    const stop = store.onChange(({ tracks }) => changes.push(tracks.size));
    store.configure({ tracks: tracksNamed(['c']).tracks, activeProfile: 'sandbox-fast', profiles: null });
    assert.deepEqual([...store.current().tracks.keys()], ['a', 'b', 'c', 'sandbox']);
    assert.equal(store.current().activeProfile, 'sandbox-fast');
    store.configure({});
    assert.deepEqual([...store.current().tracks.keys()], ['a', 'b', 'sandbox']);
    stop();
    store.configure({ tracks: {} });
    assert.deepEqual(changes, [4, 3]);
  });

  it('what is found on this machine changes the configuration when it is another, and only then', () => {
    const store = createConfigurationStore(tracksNamed(['a']));
    const found = createConfigurationStore(tracksNamed(['ollama'])).current();
    const offered = () => {
      const track = found.tracks.get('ollama');
      assert.ok(track !== undefined);
      return [{ track: { ...track, discovered: true }, targets: [...found.targets.values()].slice(0, 1) }];
    };
    let changes = 0;
    store.onChange(() => {
      changes += 1;
    });
    store.offer([]);
    assert.equal(changes, 0);
    store.offer(offered());
    const after = store.current();
    store.offer(offered());
    assert.equal(changes, 1);
    assert.equal(store.current(), after);
    store.offer([]);
    assert.equal(changes, 2);
    assert.equal(store.current().tracks.has('ollama'), false);
  });

  it('reports what an editor sent wrong as coming from its settings', () => {
    const problems = createConfigurationStore(null).configure({ tracks: { x: { provider: 'no' } } });
    assert.deepEqual(
      problems.map(({ source, field }) => [source, field]),
      [['settings', 'tracks.x.provider']],
    );
  });
});
