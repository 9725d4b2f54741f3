/** Money as the gateway writes it in a header. */
import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { exactUsd } from '../../../server/gateway/usd.ts';

describe('money in a header', () => {
  it('U8: is exact to the nano-dollar, with no digit more than it needs', () => {
    const written = [0, 1, 100, 13_000, 1_000_000_000, 1_234_500_000, -5, 9_007_199_254_740_991].map(exactUsd);
    assert.deepEqual(written, [
      '0',
      '0.000000001',
      '0.0000001',
      '0.000013',
      '1',
      '1.2345',
      '-0.000000005',
      '9007199.254740991',
    ]);
  });
});
