/** What a program is told by the gateway when a budget has no room for its request. */
import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { gatewayOfEachTest, question } from '../../support/gateway.ts';

const open = gatewayOfEachTest();

describe('a hard budget that is used up', () => {
  it('is answered with 402 and the sentence that says which, and nothing is sent', async () => {
    const budgets = [{ name: 'tools', period: 'month', limitUsd: 0, hard: true }];
    const gateway = await open({ configuration: { budgets } });
    const answer = await gateway.post(question());
    assert.equal(answer.status, 402);
    const { error } = Object(await answer.json());
    assert.equal(error.code, 'insufficient_quota');
    assert.match(
      error.message,
      /^budget tools \(everything\) allows \$0\.00 a month, of which \$0\.00 is used, and resets at /,
    );
    assert.match(
      error.message,
      / would fit\. To let it through, raise limitUsd of this budget in the configuration\.$/,
    );
    assert.equal(error.dualtrack.kind, 'over-budget');
    assert.equal(gateway.upstream('a').seen().requests, 0);
  });
});
