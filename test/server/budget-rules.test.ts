/** The rules of budgets as settings say them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBudgetRules } from '../../server/budget-rules.ts';
import { createConfigurationStore } from '../../server/configuration/store.ts';

function arrange(file: Readonly<Record<string, unknown>>) {
  const configuration = createConfigurationStore(file);
  return { configuration, rules: createBudgetRules(configuration, 'Asia/Tokyo') };
}

describe('the rules of budgets', () => {
  it('take zone, first day of the week and what an unknown price means from the settings', () => {
    const { rules } = arrange({ timeZone: 'Europe/Berlin', firstDayOfWeek: 'sunday', unknownPrice: 'refuse' });
    const { timeZone, firstDayOfWeek, unknownPrice } = rules();
    assert.deepEqual([timeZone, firstDayOfWeek, unknownPrice], ['Europe/Berlin', 'sunday', 'refuse']);
  });

  it('are those of the machine, of Mondays and of the worst case where the settings say nothing', () => {
    const { timeZone, firstDayOfWeek, unknownPrice } = arrange({}).rules();
    assert.deepEqual([timeZone, firstDayOfWeek, unknownPrice], ['Asia/Tokyo', 'monday', 'worst-case']);
  });

  it('are the same object until the configuration changes', () => {
    const { configuration, rules } = arrange({});
    const before = rules();
    assert.equal(rules(), before);
    configuration.configure({ firstDayOfWeek: 'saturday' });
    assert.notEqual(rules(), before);
    assert.equal(rules().firstDayOfWeek, 'saturday');
  });
});
