/** Profiles with rules, patterns, constraints: which targets they mean, and what is refused of them. */
// biome-ignore-all lint/suspicious/noThenProperty: rules of profiles are written so, and never awaited.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { textMessage } from '../../../protocol/message.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { isWithin, localTimeReader } from '../../../server/routing/local-time.ts';
import { fitsAnyFolder, fitsPattern } from '../../../server/routing/pattern.ts';
import { chatRequest } from '../../support/configuration.ts';
import { namesOf, planOf, priced, refusalOf, relayWith, vertexWith } from '../../support/routing.ts';

const tracks = {
  relay: relayWith({ big: priced(8, { goodFor: ['code'] }), small: priced(1, { goodFor: ['low-cost'] }) }),
  eu: vertexWith({ big: priced(9), gem: priced(4) }, 'europe-west1'),
};

type Origin = ReturnType<typeof chatRequest>['origin'];

function origin(changes: Partial<Origin>) {
  return { origin: { ...chatRequest().origin, ...changes } };
}

function order(
  profile: Readonly<Record<string, unknown>>,
  changes: Parameters<typeof chatRequest>[0] = {},
  at = '12:00',
) {
  const file = { tracks, profiles: { p: { strategy: 'cheapest', ...profile } } };
  const [hour = '', minute = ''] = at.split(':');
  const localTime = () => ({ weekday: 'friday' as const, minute: Number(hour) * 60 + Number(minute) });
  return namesOf(planOf(file, { profile: 'p', ...changes }, { localTime }));
}

const byPrice = ['small@relay', 'gem@eu', 'big@relay', 'big@eu'];

describe('which targets a profile means', () => {
  const cases: readonly (readonly [
    name: string,
    profile: Readonly<Record<string, unknown>>,
    targets: readonly string[],
  ])[] = [
    ['none named: every one of the configured tracks', {}, byPrice],
    ['every one of a track', { targets: ['*@relay'] }, ['small@relay', 'big@relay']],
    ['one model on every track', { targets: ['big@*'] }, ['big@relay', 'big@eu']],
    ['by tags', { tags: ['code', 'low-cost'] }, ['small@relay', 'big@relay']],
    ['by tags among targets', { targets: ['*@relay'], tags: ['code'] }, ['big@relay']],
    [
      'a fallback behind cheaper ones',
      { targets: ['*@eu'], fallback: ['small@relay'] },
      ['gem@eu', 'big@eu', 'small@relay'],
    ],
    ['the sandbox where it is named', { targets: ['gpt-4.1@sandbox'] }, ['gpt-4.1@sandbox']],
  ];
  for (const [name, profile, targets] of cases) it(name, () => assert.deepEqual(order(profile), targets));

  it('N1: a pattern for every track means no simulated one while a real track is configured', () => {
    const file = { tracks, profiles: { p: { strategy: 'priority', targets: ['*'] } } };
    assert.deepEqual(namesOf(planOf(file, { profile: 'p' })).sort(), [...byPrice].sort());
  });
});

describe('the rule that decides', () => {
  const toEu = { targets: ['*@eu'] };
  const applies: readonly (readonly [
    name: string,
    when: unknown,
    changes: Parameters<typeof chatRequest>[0],
    at?: string,
  ])[] = [
    ['a feature that is needed', { features: ['json', 'tools'] }, { needs: ['tools'] }],
    ['a bound on the first part', { maxFirstPartMs: { below: 500 } }, { maxFirstPartMs: 400 }],
    ['a command', { commands: ['review', 'test*'] }, origin({ command: 'tests' })],
    ['a language', { languages: ['python'] }, origin({ language: 'python' })],
    ['a workspace', { workspaces: ['*/client-a'] }, origin({ workspace: 'C:\\work\\client-a\\' })],
    ['a branch', { branches: ['release/*'] }, origin({ branch: 'release/1.2' })],
    ['much input', { inputTokens: { atLeast: 100 } }, { chat: { messages: [textMessage('user', 'x'.repeat(800))] } }],
    ['a time of day', { time: { from: '09:00', to: '17:30' } }, {}, '17:29'],
    ['a night that began the day before', { time: { from: '22:00', to: '06:00', days: ['thursday'] } }, {}, '05:59'],
    ['no condition', {}, {}],
  ];
  const applyNot: typeof applies = [
    ['another feature', { features: ['json'] }, { needs: ['tools'] }],
    ['no bound on the first part', { maxFirstPartMs: { below: 500 } }, {}],
    ['another command', { commands: ['test*'] }, origin({ command: 'explain' })],
    ['no workspace', { workspaces: ['*'] }, {}],
    ['little input', { inputTokens: { atLeast: 100 } }, {}],
    ['the end of a time', { time: { from: '09:00', to: '17:30' } }, {}, '17:30'],
    ['another day', { time: { from: '09:00', to: '17:30', days: ['monday'] } }, {}, '12:00'],
    ['one condition of two', { commands: ['a'], languages: ['b'] }, origin({ command: 'a', language: 'c' })],
  ];
  for (const [name, when, changes, at] of applies)
    it(`applies to ${name}`, () =>
      assert.deepEqual(order({ rules: [{ when, then: toEu }] }, changes, at), ['gem@eu', 'big@eu']));
  for (const [name, when, changes, at] of applyNot)
    it(`does not apply to ${name}`, () =>
      assert.deepEqual(order({ rules: [{ when, then: toEu }] }, changes, at), byPrice));

  it('is the first that fits; it excludes, narrows to tags or changes the strategy', () => {
    const rules = [
      { when: { commands: ['x'] }, then: { exclude: ['*@eu'] } },
      { when: {}, then: { strategy: 'priority' } },
      { when: {}, then: toEu },
    ];
    assert.deepEqual(order({ rules }, origin({ command: 'x' })), ['small@relay', 'big@relay']);
    assert.deepEqual(order({ rules }), ['big@relay', 'small@relay', 'big@eu', 'gem@eu']);
    assert.deepEqual(order({ rules: [{ when: {}, then: { tags: ['code'] } }] }), ['big@relay']);
  });

  it('gives its own order, and says so', () => {
    const rules = [{ name: 'small', when: {}, then: { strategy: 'priority', targets: ['gem@eu', 'big@relay'] } }];
    const { targets } = planOf({ tracks, profiles: { p: { strategy: 'cheapest', rules } } }, { profile: 'p' });
    assert.deepEqual(
      targets.map(({ target, reason }) => [target.name, reason]),
      [
        ['gem@eu', 'rule small; place 1 in the rule'],
        ['big@relay', 'rule small; place 2 in the rule'],
      ],
    );
  });

  it('may send to a target that the profile does not name', () => {
    assert.deepEqual(order({ targets: ['small@relay'], rules: [{ when: {}, then: toEu }] }), ['gem@eu', 'big@eu']);
  });

  it('leaves a model that was named alone, unless it says that any will do', () => {
    const toSmall = { targets: ['small@relay'] };
    const error = refusalOf(() => order({ rules: [{ name: 'saving', when: {}, then: toSmall }] }, { model: 'big' }));
    assert.match(error.message, /big@relay: not a target of rule saving/);
    assert.deepEqual(order({ rules: [{ when: {}, then: { ...toSmall, anyModel: true } }] }, { model: 'big' }), [
      'small@relay',
    ]);
  });
});

describe('what a profile allows', () => {
  const refused = (constraints: unknown, changes: Parameters<typeof chatRequest>[0] = {}) =>
    refusalOf(() => order({ constraints }, changes)).message;

  it('only some tracks, regions and workspaces, also for a target that is named', () => {
    assert.deepEqual(order({ constraints: { tracks: ['eu'] } }), ['gem@eu', 'big@eu']);
    assert.deepEqual(order({ constraints: { regions: ['europe-*'] } }), ['gem@eu', 'big@eu']);
    assert.match(refused({ tracks: ['eu'] }, { model: 'big@relay' }), /the profile allows only the tracks eu/);
    assert.match(
      refused({ regions: ['us-*'] }),
      /small@relay: .* the region of track relay is not known; .*track eu is in europe-west1/,
    );
  });

  it('privacy: a workspace stays on its tracks, others go where they like', () => {
    const constraints = { workspaces: [{ workspaces: ['*/client-a'], tracks: ['eu'] }] };
    const there = origin({ workspace: '/home/me/client-a' });
    assert.deepEqual(order({ constraints }, there), ['gem@eu', 'big@eu']);
    assert.deepEqual(order({ constraints }, origin({ workspace: '/home/me/other' })), byPrice);
    assert.match(refused(constraints, { ...there, model: 'big@relay' }), /this workspace goes to the tracks eu only/);
  });

  it('only so much for a request, and only so long to its first part; the stricter of two bounds counts', () => {
    const chat = { messages: [textMessage('user', 'x')], maxOutputTokens: 1_000_000 };
    assert.deepEqual(order({ constraints: { maxCostUsd: 5 } }, { chat }), ['small@relay', 'gem@eu']);
    assert.deepEqual(order({ constraints: { maxCostUsd: 5 } }, { chat, maxCostUsd: 2 }), ['small@relay']);
    assert.match(refused({ maxCostUsd: 0.5 }, { chat }), /small@relay: it may cost \$1\.00, over the bound of \$0\.5/);
  });
});

describe('a wrong profile is refused by field, rule and value, and the others go on working', () => {
  const cases: readonly (readonly [profile: unknown, message: string])[] = [
    [
      { targets: ['*@relya'] },
      'targets[0] must be MODEL@TRACK with a track that exists (relay, eu, sandbox), got "*@relya"',
    ],
    [{ targets: ['gpt*@relay'] }, 'targets[0] must be a model that track relay offers (big, small), got "gpt*@relay"'],
    [{ fallback: ['x@eu'] }, 'fallback[0] must be a model that track eu offers (big, gem), got "x@eu"'],
    [{ tags: ['poetry'] }, 'tags must name what one of its targets is good for, got ["poetry"]'],
    [
      { rules: [{ when: {}, then: { exclude: ['x@no'] } }] },
      'rules[0].then.exclude[0] must be MODEL@TRACK with a track that exists (relay, eu, sandbox), got "x@no"',
    ],
    [
      { rules: [{ when: {}, then: {} }] },
      'rules[0].then must have one of "targets", "tags", "exclude", "strategy", got {}',
    ],
    [
      { rules: [{ when: { inputTokens: {} }, then: { strategy: 'fastest' } }] },
      'rules[0].when.inputTokens must have one of "atLeast", "atMost", "below", got {}',
    ],
    [
      { rules: [{ when: { time: { from: '9:00', to: '10:00' } }, then: { strategy: 'fastest' } }] },
      'rules[0].when.time.from must be a time of day from "00:00" to "24:00", got "9:00"',
    ],
    [
      { rules: [{ when: { weather: 'rain' }, then: { strategy: 'fastest' } }] },
      'rules[0].when.weather is not a known field',
    ],
    [
      { targets: ['a*b*c*d*e*f*g*h*i*@relay'] },
      'targets[0] must have at most 8 of the character *, got "a*b*c*d*e*f*g*h*i*@relay"',
    ],
    [{ constraints: { maxCostUsd: 0 } }, 'constraints.maxCostUsd must be a number above 0, got 0'],
    [{ constraints: { tracks: ['rely'] } }, 'constraints.tracks[0] must name a track (relay, eu, sandbox), got "rely"'],
    [
      { weights: { cost: 0, latency: 0, reliability: 0 } },
      'weights must have one weight above 0, got {"cost":0,"latency":0,"reliability":0}',
    ],
    [{ unknownModel: 'guess' }, 'unknownModel must be "refuse" or "fallback", got "guess"'],
    [
      { rules: [{ when: {}, then: { tags: ['poetry'] } }] },
      'rules[0].then.tags must name what one of its targets is good for, got ["poetry"]',
    ],
    [
      { rules: [{ when: { inputTokens: { atLeast: 10, below: 10 } }, then: { strategy: 'fastest' } }] },
      'rules[0].when.inputTokens must have an "atLeast" below its other bound, got {"atLeast":10,"below":10}',
    ],
  ];
  for (const [profile, message] of cases)
    it(message, () => {
      const profiles = { wrong: { strategy: 'cheapest', ...Object(profile) }, right: { strategy: 'cheapest' } };
      const configuration = createConfigurationStore({ tracks, profiles }).current();
      assert.deepEqual(
        configuration.problems.map((problem) => problem.message),
        [`profiles.wrong.${message}`],
      );
      assert.deepEqual([configuration.profiles.has('wrong'), configuration.profiles.has('right')], [false, true]);
    });
});

describe('patterns', () => {
  it('fit as a regular expression of the same meaning would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '@'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const meaning = new RegExp(
          `^${pattern
            .split('*')
            .map((part) => part.replaceAll('.', '\\.'))
            .join('.*')}$`,
          's',
        );
        assert.equal(fitsPattern(pattern, text), meaning.test(text));
      }),
    );
  });

  it('take no longer than their lengths allow, whatever is written', () => {
    const text = 'a'.repeat(1_000);
    const startedAtMs = performance.now();
    assert.equal(fitsPattern('*a*a*a*a*a*a*a*b', text), false);
    assert.ok(performance.now() - startedAtMs < 100);
  });

  it('take both kinds of slashes in folders, and one at the end, for the same', () => {
    assert.equal(fitsAnyFolder(['C:/work/*'], 'C:\\work\\client\\'), true);
    assert.equal(fitsAnyFolder(['/'], '/'), true);
  });

  it('take a folder within one that fits, and a drive by either letter, but no folder of a longer name', () => {
    assert.equal(fitsAnyFolder(['*/client-a'], '/home/me/client-a/packages/web'), true);
    assert.equal(fitsAnyFolder(['C:/work/client-a'], 'c:\\work\\client-a\\web'), true);
    assert.equal(fitsAnyFolder(['*/client-a'], '/home/me/client-ab'), false);
    assert.equal(fitsAnyFolder(['/home/me'], '/home'), false);
  });
});

describe('the user’s clock', () => {
  it('shows the weekday and the minute of its own time zone, also across a change of summer time', () => {
    const berlin = localTimeReader('Europe/Berlin');
    assert.deepEqual(berlin(Date.parse('2026-11-22T23:30:00Z')), { weekday: 'monday', minute: 30 });
    assert.deepEqual(berlin(Date.parse('2026-06-01T10:00:00Z')), { weekday: 'monday', minute: 12 * 60 });
    assert.throws(() => localTimeReader('Mars/Olympus'), RangeError);
  });

  it('is within a night on the day that follows its beginning', () => {
    const night = { from: '22:00', to: '06:00', days: ['friday' as const] };
    assert.equal(isWithin(night, { weekday: 'saturday', minute: 60 }), true);
    assert.equal(isWithin(night, { weekday: 'friday', minute: 60 }), false);
    assert.equal(isWithin(night, { weekday: 'friday', minute: 22 * 60 }), true);
  });
});
