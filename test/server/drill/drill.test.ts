/** A fire drill: sixteen faults through a copy of a profile, over simulated upstreams on this machine. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { drillFaults } from '../../../protocol/drill.ts';
import { systemClock } from '../../../server/clock.ts';
import type { Profile } from '../../../server/configuration/port.ts';
import { createDrill } from '../../../server/drill/run-drill.ts';
import { scratchProfile, timesFaster } from '../../../server/drill/scratch-profile.ts';
import { createHttp } from '../../../server/providers/http.ts';
import { createOpenAiCompatible } from '../../../server/providers/openai-compatible.ts';
import { configurationOf, tracksNamed } from '../../support/configuration.ts';

function profileOf(settings: Readonly<Record<string, unknown>> = {}, tracks = ['one', 'two']): Profile {
  const profile = configurationOf(tracksNamed(tracks, settings)).profiles.get('default');
  if (profile === undefined) throw new Error('no profile default');
  return profile;
}

/** Hosts that were asked are kept: none may be another than this machine. */
function drillOver(asked: Set<string>) {
  return createDrill({
    clock: systemClock,
    random: () => 0.5,
    openLeaf: () => {
      const http = createHttp();
      const { chat } = createOpenAiCompatible({
        http,
        clock: systemClock,
        resolveKey: async () => null,
        networkInterfaces,
      });
      return {
        provider: (request, context) => {
          asked.add(new URL(request.target.track.baseUrl ?? '').hostname);
          return chat(request, context);
        },
        close: () => http.close(),
      };
    },
  });
}

const drillFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('dualtrack-drill-'));

describe('a fire drill', () => {
  it('holds all sixteen rules under a plain profile, asks nobody but this machine, and leaves nothing', async () => {
    const before = new Set(drillFolders());
    const asked = new Set<string>();
    const report = await drillOver(asked)(profileOf(), new AbortController().signal);
    const missed = report.faults.filter(({ held }) => !held).map(({ fault, sentence }) => `${fault}: ${sentence}`);
    assert.deepEqual(missed, []);
    assert.deepEqual(report.faults.map(({ fault }) => fault).toSorted(), [...drillFaults].toSorted());
    assert.equal(report.held, 16);
    assert.deepEqual([...asked], ['127.0.0.1']);
    assert.deepEqual(
      drillFolders().filter((name) => !before.has(name)),
      [],
    );
  });

  it('shows what a careless profile does: with one try in all, a 503 reaches the caller', async () => {
    const careless = profileOf({ maxAttempts: 1 });
    const report = await drillOver(new Set())(careless, new AbortController().signal);
    const unavailable = report.faults.find(({ fault }) => fault === 'unavailable');
    assert.deepEqual([unavailable?.held, unavailable?.outcome], [false, 'overloaded']);
    assert.equal(unavailable?.sentence, 'overloaded at the first: the caller was told overloaded.');
    assert.ok(report.held < 16);
  });

  it('ends when its caller goes, and leaves nothing', async () => {
    const before = new Set(drillFolders());
    const stop = new AbortController();
    const drill = drillOver(new Set())(profileOf(), stop.signal);
    setImmediate(() => stop.abort(new Error('gone')));
    await assert.rejects(drill, /gone/);
    assert.deepEqual(
      drillFolders().filter((name) => !before.has(name)),
      [],
    );
  });
});

describe('the copy of a profile', () => {
  const urls = ['http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1'] as const;

  it('keeps its strategy and figures, with time passing faster, and is a configuration without problems', () => {
    const profile = profileOf({ strategy: 'cheapest', maxAttempts: 4, breaker: { failures: 7, openMs: 40_000 } });
    const { configuration, policy, notes } = scratchProfile(profile, urls);
    const copy = configurationOf(configuration).profiles.get('drill');
    assert.equal(copy?.settings.strategy, 'cheapest');
    assert.equal(copy?.settings.maxAttempts, 4);
    assert.deepEqual([policy.breaker.failures, policy.breaker.openMs], [7, 40_000 / timesFaster]);
    assert.deepEqual(notes, []);
  });

  it('names only the two simulated upstreams', () => {
    const { tracks, targets } = configurationOf(scratchProfile(profileOf(), urls).configuration);
    const real = [...tracks.values()].filter(({ simulation }) => simulation === null);
    assert.deepEqual(
      real.map(({ baseUrl }) => baseUrl),
      [...urls],
    );
    assert.equal([...targets.values()].filter(({ simulated }) => !simulated).length, 2);
  });

  it('says what it had to add or leave out', () => {
    assert.match(scratchProfile(profileOf({}, ['one']), urls).notes.join(), /has 1 of the two targets/);
    const ruled = profileOf({ constraints: { maxCostUsd: 1 } });
    assert.match(scratchProfile(ruled, urls).notes.join(), /Rules and constraints of default are not played/);
  });
});
