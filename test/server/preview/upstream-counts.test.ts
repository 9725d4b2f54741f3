/** Previews counted by the upstream: exact, asked once for a text, and an estimate where it is slow or fails. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textMessage } from '../../../protocol/message.ts';
import { plainEstimator } from '../../../server/catalogue/estimate.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { createPreviewer } from '../../../server/preview/previewer.ts';
import { createUpstreamCounts, type UpstreamCountsParts } from '../../../server/preview/upstream-counts.ts';
import { RequestError } from '../../../server/request-error.ts';
import { unheardOf } from '../../../server/routing/candidate.ts';
import { planOthers, planRoute } from '../../../server/routing/router.ts';
import { chatRequest } from '../../support/configuration.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
const file = {
  tracks: {
    google: { provider: 'gemini', countTokens: true, models: { 'gemini-x': { price } } },
    silent: { provider: 'gemini', models: { 'gemini-y': { price } } },
  },
  profiles: { default: { strategy: 'priority', targets: ['gemini-x@google', 'gemini-y@silent'] } },
};

function previewerWith(countTokens: UpstreamCountsParts['countTokens'], clock = new FakeClock()) {
  const configuration = createConfigurationStore(file).current();
  const health = { of: () => unheardOf };
  return createPreviewer({
    planner: {
      plan: (request) => planRoute(request, configuration, { health }),
      planOthers: (plan) => planOthers(plan, configuration, { health }),
    },
    estimator: plainEstimator,
    counter: { count: async () => null, running: false, close: async () => {} },
    upstreamCounts: createUpstreamCounts({ clock, countTokens }),
  });
}

const question = (text: string) => chatRequest({ chat: { messages: [textMessage('user', text)] } });

describe('a preview counted by the upstream', () => {
  it('E9: is exact at the targets that count, asked once for each text', async () => {
    const asked: string[] = [];
    const preview = previewerWith((target) => {
      asked.push(target.name);
      return target.track.countsTokens === true ? Promise.resolve(42) : null;
    });
    const { targets } = await preview(question('hello world'));
    assert.deepEqual(
      targets.map(({ target, inputTokens, exact }) => [target, inputTokens, exact]),
      [
        ['gemini-x@google', 42, true],
        ['gemini-y@silent', 7, false],
      ],
    );
    await preview(question('hello world'));
    assert.deepEqual(asked, ['gemini-x@google', 'gemini-y@silent', 'gemini-y@silent']);
    await preview(question('another'));
    assert.equal(asked.filter((name) => name === 'gemini-x@google').length, 2);
  });

  it('is estimated where counting fails, and asked for again the next time', async () => {
    let fails = true;
    const preview = previewerWith(() => (fails ? Promise.reject(new RequestError('auth', 'no')) : Promise.resolve(42)));
    assert.deepEqual((await preview(question('hello world'))).targets[0]?.exact, false);
    fails = false;
    assert.deepEqual((await preview(question('hello world'))).targets[0]?.inputTokens, 42);
  });

  it('waits a second and a half, and no longer', async () => {
    const clock = new FakeClock();
    const preview = previewerWith(
      (_target, _request, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      clock,
    );
    const slow = preview(question('hello world'));
    await clock.advance(1_500);
    assert.equal((await slow).targets[0]?.exact, false);
    assert.equal(clock.pending, 0);
  });
});
