/** One sentence on several failures: nothing stands in it twice, and every target that is meant is named. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FailedTarget, whatToTell } from '../../../server/pipeline/what-to-tell.ts';
import { RequestError } from '../../../server/request-error.ts';

const failed = (target: string, error: RequestError): FailedTarget => ({ target, error });
const full = (budget: string, target: string) =>
  failed(target, RequestError.alike('over-budget', { shared: budget, own: `at ${target} $1` }, { target }));
const open = (target: string, retryAfterMs: number) =>
  failed(target, new RequestError('breaker-open', `${target} failed too often`, { target, retryAfterMs }));

describe('what a caller is told when every target has failed', () => {
  it('is the failure itself where there was one', () => {
    const alone = full('budget day', 'a@x');
    assert.equal(whatToTell([alone]), alone.error);
  });

  it('says once what all refusals share, and what each says of its target', () => {
    const told = whatToTell([full('budget day', 'a@x'), full('budget day', 'b@x')]);
    assert.equal(told.message, 'budget day: at a@x $1; at b@x $1');
    assert.equal(told.kind, 'over-budget');
    const others = whatToTell([full('budget day', 'a@x'), open('b@x', 500), full('budget day', 'c@x')]);
    assert.equal(others.message, 'no target is available: budget day: at a@x $1; at c@x $1; b@x failed too often');
    assert.deepEqual([others.kind, others.retryAfterMs], ['breaker-open', 500]);
  });

  it('says once what a track refuses for several of its targets', () => {
    const busy = (target: string) => failed(target, new RequestError('limiter-full', 'track x: no room'));
    assert.equal(whatToTell([busy('a@x'), busy('b@x')]).message, 'track x: no room');
  });

  it('names the targets that failed alike, and in words how others did, also where the failure names none', () => {
    const refused = (target: string) =>
      failed(target, new RequestError('auth', `${target}: 401 Unauthorized`, { target }));
    const keyless = failed('c@x', new RequestError('auth', 'the key is held by VS Code'));
    const told = whatToTell([refused('a@x'), keyless, open('d@x', 500), refused('b@x')]);
    assert.equal(told.message, 'b@x: 401 Unauthorized (likewise a@x) (besides, c@x: key refused, d@x: breaker open)');
    assert.equal(told.target, 'b@x');
  });
});
