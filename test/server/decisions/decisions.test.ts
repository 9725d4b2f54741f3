/** N3: decisions are kept as inputs and reasons, found again after a restart, and give the same plan when they are made again. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { explanationSchema } from '../../../protocol/explain.ts';
import { textMessage } from '../../../protocol/message.ts';
import { noUsage } from '../../../protocol/usage.ts';
import { keepDecisions } from '../../../server/decisions/keep-decisions.ts';
import { createRouteObserver } from '../../../server/route-observer.ts';
import { Conversations } from '../../../server/routing/conversations.ts';
import type { RoutePlan } from '../../../server/routing/route-plan.ts';
import { attemptRow } from '../../support/attempt-row.ts';
import type { chatRequest } from '../../support/configuration.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { healthOf, planOf, priced, relayWith, vertexWith } from '../../support/routing.ts';
import { MemoryFiles } from '../ledger/memory-files.ts';

const tracks = {
  relay: relayWith(
    { a: priced(1, { goodFor: ['code'] }), b: { features: ['tools'] } },
    { terms: { currency: 'CNY', perListUsd: 1, fxPerUsd: 7.3 } },
  ),
  vertex: vertexWith({ c: priced(3, { features: ['images', 'grounding'] }) }),
};
const health = healthOf({
  'a@relay': {
    firstPartP50Ms: 61.5,
    attempts: 12,
    failures: 1,
    recentAttempts: 3,
    recentFailures: 1,
    failuresInARow: 1,
  },
  'c@vertex': { breaker: 'open', reopensInMs: 1_234.5, room: 'never' },
});

const secret = 'the words of the prompt';
const chat = { messages: [textMessage('user', secret)], tools: [{ name: 'secret_tool' }] };

function plan(profile = 'dual-track', changes: Parameters<typeof chatRequest>[0] = {}): RoutePlan {
  const warmth = () => ({ home: () => 'a@relay', tokens: () => 2_000 });
  return planOf({ tracks }, { profile, chat, ...changes }, { health, warmth });
}

function keeping(files = new MemoryFiles(), mostBytes?: number) {
  const clock = new FakeClock();
  const problems: string[] = [];
  const onProblem = (message: string) => void problems.push(message);
  const options = { directory: '/d', clock, files, onProblem, ...(mostBytes !== undefined && { mostBytes }) };
  return { files, clock, problems, decisions: keepDecisions(options) };
}

const planned = (requestId: string, one = plan()) => ({ requestId, atEpochMs: 1_000, plan: one });
const kept = (files: MemoryFiles) => files.text(path.join('/d', 'decisions.jsonl'));

describe('N3: a decision', () => {
  it('is explained from what was kept: inputs, plan, what was left out, what came of it; made again it is the same', async () => {
    const { decisions } = keeping();
    decisions.planned(planned('r1'));
    const route = [{ target: 'a@relay', outcome: 'served' as const, reason: 'x' }];
    decisions.ended({ requestId: 'r1', outcome: 'success', attempts: 1, route });
    const found = await decisions.explain('r1');
    assert.ok(found !== null);
    assert.deepEqual(explanationSchema.parse(found), found);
    assert.deepEqual(
      [found.profile, found.strategy, found.outcome, found.attempts, found.recomputed],
      ['dual-track', 'cheapest', 'success', 1, 'same'],
    );
    assert.deepEqual(found.inputs.request.needs, ['tools']);
    assert.deepEqual(
      found.plan.map(({ place, target }) => [place, target]),
      [
        [1, 'a@relay'],
        [2, 'b@relay'],
      ],
    );
    assert.deepEqual(found.excluded, [{ target: 'c@vertex', reason: 'it does not offer tools' }]);
    assert.deepEqual(found.route, route);
  });

  it('is found after a restart, and while its request still runs', async () => {
    const { files, decisions } = keeping();
    decisions.planned(planned('r1'));
    assert.equal((await decisions.explain('r1'))?.outcome, null);
    decisions.close();
    const next = keeping(files).decisions;
    next.planned(planned('r2'));
    assert.equal((await next.explain('r1'))?.recomputed, 'same');
    assert.equal((await next.explain('r2'))?.recomputed, 'same');
    assert.equal(await next.explain('r3'), null);
  });

  it('is kept of a request that was refused, too, with the reason of each target', async () => {
    const { decisions } = keeping();
    decisions.planned(planned('r1', plan('dual-track', { needs: ['telepathy'] })));
    const found = await decisions.explain('r1');
    assert.deepEqual([found?.plan, found?.excluded.length, found?.recomputed], [[], 3, 'same']);
  });

  it('any plan of any profile is the same when it is made again', async () => {
    const { decisions } = keeping();
    let number = 0;
    const profile = fc.constantFrom(
      'default',
      'balanced',
      'cheapest',
      'fastest',
      'quality',
      'local-first',
      'gcp-only',
      'dual-track',
    );
    await fc.assert(
      fc.asyncProperty(
        profile,
        fc.subarray(['images', 'tools', 'grounding']),
        fc.option(fc.double({ min: 1, max: 300, noNaN: true })),
        async (name, needs, maxFirstPartMs) => {
          number += 1;
          decisions.planned(
            planned(
              `r${number}`,
              plan(name, { needs, maxFirstPartMs, chat: { messages: [textMessage('user', 'x')] } }),
            ),
          );
          assert.equal((await decisions.explain(`r${number}`))?.recomputed, 'same');
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that would be made otherwise now is told to be different', async () => {
    const { files, decisions } = keeping();
    decisions.planned(planned('r1'));
    await decisions.explain('r1');
    const file = path.join('/d', 'decisions.jsonl');
    files.put(file, files.text(file).replaceAll('"inputPicoUsd":1000000', '"inputPicoUsd":9000000'));
    assert.equal((await decisions.explain('r1'))?.recomputed, 'different');
  });
});

describe('how decisions are kept', () => {
  it('nothing is written on the path; a second later it is, and what requests share is written once', async () => {
    const { files, clock, decisions } = keeping();
    const one = plan();
    for (let number = 0; number < 60; number += 1) decisions.planned(planned(`r${number}`, one));
    assert.equal(files.writes, 0);
    await clock.advance(1_000);
    const lines = kept(files)
      .trimEnd()
      .split('\n')
      .map((line): { kind: string } => JSON.parse(line));
    const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
    assert.deepEqual([count('profile'), count('target'), count('decision')], [1, 3, 60]);
    assert.equal(clock.pending, 0);
  });

  it('no prompt, no tool and no address is in it', async () => {
    const { files, decisions } = keeping();
    decisions.planned(planned('r1'));
    decisions.close();
    assert.ok(kept(files).includes('"r1"'));
    assert.doesNotMatch(kept(files), /words of the prompt|secret_tool|192\.0\.2\.1/);
  });

  it('two files of bounded size hold the latest; what they share is in both', async () => {
    const { files, clock, decisions } = keeping(new MemoryFiles(), 20_000);
    for (let number = 0; number < 100; number += 1) {
      decisions.planned(planned(`r${number}`));
      await clock.advance(1_000);
    }
    const sizes = files.list('/d').map((name) => files.size(path.join('/d', name)) ?? 0);
    assert.equal(sizes.length, 2);
    assert.ok(Math.max(...sizes) < 25_000, `sizes are ${sizes}`);
    assert.equal(await decisions.explain('r0'), null);
    for (const latest of ['r99', 'r85']) assert.equal((await decisions.explain(latest))?.recomputed, 'same');
  });

  it('a full disk is told once and harms nothing else; a line cut by a crash is passed over', async () => {
    const { files, clock, problems, decisions } = keeping();
    decisions.planned(planned('r1'));
    await clock.advance(1_000);
    const file = path.join('/d', 'decisions.jsonl');
    files.put(file, `${files.text(file)}{"kind":"deci`);
    assert.equal((await decisions.explain('r1'))?.recomputed, 'same');
    files.failWith = 'ENOSPC';
    for (const id of ['r2', 'r3']) {
      decisions.planned(planned(id));
      await clock.advance(1_000);
    }
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /cannot be written, so that routes cannot be explained/);
  });

  it('once the trouble is over, routes are explained again; trouble that comes back is told again', async () => {
    const { files, clock, problems, decisions } = keeping();
    for (const round of [1, 2]) {
      files.failWith = 'ENOSPC';
      decisions.planned(planned(`lost${round}`));
      await clock.advance(1_000);
      files.failWith = null;
      await clock.advance(30_000);
      decisions.planned(planned(`kept${round}`));
      await clock.advance(1_000);
      assert.equal((await decisions.explain(`kept${round}`))?.recomputed, 'same');
      assert.equal(problems.length, round);
    }
  });

  it('a file that takes no more bytes is a trouble, too, and holds nobody up', async () => {
    class Full extends MemoryFiles {
      override open(file: string) {
        return { ...super.open(file), write: () => 0 };
      }
    }
    const { clock, problems, decisions } = keeping(new Full());
    decisions.planned(planned('r1'));
    await clock.advance(1_000);
    assert.match(problems[0] ?? '', /the file took no more bytes/);
  });

  it('a line cut by a crash does not take the next daemon’s first line with it', async () => {
    const files = new MemoryFiles();
    files.put(path.join('/d', 'decisions.jsonl'), '{"kind":"deci');
    const { decisions } = keeping(files);
    decisions.planned(planned('r1'));
    assert.equal((await decisions.explain('r1'))?.recomputed, 'same');
  });
});

describe('what is remembered as requests run', () => {
  const row = attemptRow({
    target: 'b@relay',
    conversation: 'c',
    usage: { ...noUsage, inputTokens: 500, cacheReadTokens: 1_500, outputTokens: 1 },
  });

  it('N2: an answer makes its target the home of its conversation, unless the caller named the target', () => {
    const clock = new FakeClock();
    const conversations = new Conversations();
    const { decisions } = keeping();
    const observer = createRouteObserver({ decisions, conversations, clock });
    const warmth = () => conversations.warmth({ client: 'test', conversation: 'c' }, 0);
    observer.planned('r1', plan('default', { model: 'b@relay' }));
    observer.settled(row);
    assert.deepEqual([warmth().home('default'), warmth().tokens('b@relay')], [null, 2_000]);
    observer.planned('r1', plan('default'));
    observer.settled({ ...row, outcome: 'overloaded' });
    assert.equal(warmth().home('default'), null);
    observer.settled(row);
    assert.equal(warmth().home('default'), 'b@relay');
  });
});
