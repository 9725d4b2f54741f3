/** Budgets as they are configured: each is taken or refused for itself, and what is wrong is named. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { tracksNamed } from '../../support/configuration.ts';

function configured(budgets: unknown, more: object = {}) {
  const { budgets: accepted, problems } = createConfigurationStore({
    ...tracksNamed(['relay']),
    budgets,
    ...more,
  }).current();
  return { accepted, messages: problems.map(({ message }) => message) };
}

describe('configured budgets', () => {
  it('are sums a window and shares of a model', () => {
    const { accepted, messages } = configured([
      { name: 'day', period: 'day', limitUsd: 5, hard: true, scope: { profile: 'default' }, warnAtPercent: [90, 10] },
      { scope: { model: 'gpt-4.1' }, shareOf: 'month', percent: 5 },
    ]);
    assert.deepEqual(messages, []);
    assert.deepEqual(accepted, [
      {
        name: 'day',
        period: 'day',
        limit: { kind: 'sum', nanoUsd: 5_000_000_000 },
        hard: true,
        scope: { profile: 'default' },
        warnAtPercent: [10, 90],
      },
      {
        name: 'gpt-4.1 5 %/month',
        period: 'month',
        limit: { kind: 'share', percent: 5 },
        hard: false,
        scope: { model: 'gpt-4.1' },
        warnAtPercent: [50, 75, 90],
      },
    ]);
  });

  it('that are wrong are named by field, rule and value, and the others count', () => {
    const { accepted, messages } = configured([
      { name: 'fine', period: 'day', limitUsd: 5 },
      { name: 'a', period: 'year', limitUsd: 5 },
      { name: 'b', period: 'day', limitUsd: -5 },
      { name: 'c', period: 'day' },
      { name: 'd', period: 'day', limitUsd: 1, scope: { user: 'ann' } },
      { scope: { model: 'm' }, shareOf: 'month', percent: 500 },
      { name: 'fine', period: 'week', limitUsd: 5 },
      { name: 'e', period: 'day', limitUsd: 5, scope: { track: 'relai' } },
      { name: 'f', period: 'day', limitUsd: 5, scope: { profile: 'nigth' } },
    ]);
    assert.deepEqual(
      accepted.map(({ name }) => name),
      ['fine'],
    );
    assert.deepEqual(messages.slice(0, 5), [
      'budgets[1].period must be one of "day", "week", "month", "total", got "year"',
      'budgets[2].limitUsd must not be negative, got -5',
      'budgets[3].limitUsd must be a number of US dollars, but it is missing',
      'budgets[4].scope.user is not a known field',
      'budgets[5].percent must be a number above 0 and at most 100, got 500',
    ]);
    assert.match(messages[5] ?? '', /^budgets\.fine\.name must be a name of its own among the budgets, got "fine"$/);
    assert.match(messages[6] ?? '', /scope\.track must name a track \(relay, sandbox, .*\), got "relai"$/);
    assert.match(messages[7] ?? '', /scope\.profile must name a routing profile \(default, .*\), got "nigth"$/);
    assert.equal(messages.length, 8);
  });

  it('refuse a time zone and a day that there are not', () => {
    const { messages } = configured([], { timeZone: 'Mars/Olympus', firstDayOfWeek: 'someday', unknownPrice: 'guess' });
    assert.deepEqual(messages, [
      'timeZone must be a time zone such as "Europe/Berlin", got "Mars/Olympus"',
      'firstDayOfWeek must be one of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", got "someday"',
      'unknownPrice must be "worst-case" or "refuse", got "guess"',
    ]);
  });
});
