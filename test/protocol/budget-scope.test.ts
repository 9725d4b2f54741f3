/** What a budget counts, told in the reader's language. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scopeIn } from '../../protocol/budget-scope.ts';
import { sharedChinese } from '../../protocol/chinese.ts';
import { english, translator } from '../../protocol/translate.ts';
import { writeScope } from '../../server/ledger/budgets.ts';

describe('what a budget counts', () => {
  const whole = { profile: 'p', workspace: '/w', track: 'relay', model: 'gpt-4.1', client: 'cli' };

  it('E7: is said in the reader’s language, each part by its word', () => {
    const chinese = translator(sharedChinese);
    assert.equal(scopeIn(writeScope(whole), chinese), '路由方案 p，工作区 /w，通道 relay，模型 gpt-4.1，客户端 cli');
    assert.equal(scopeIn(writeScope({ model: 'a, b' }), chinese), '模型 a, b');
  });

  it('stays as the daemon writes it in English', () => {
    for (const scope of [whole, { track: 'relay', client: 'cli' }, { model: 'model m' }])
      assert.equal(scopeIn(writeScope(scope), english), writeScope(scope));
  });
});
