/** A person with budgets: is told which is used up, may go over it once; sets one, sees how it stands, and removes it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { userSettingsFile } from '../../../scripts/editor-settings.ts';
import { asPerson, withSimulator } from './person.ts';

describe('a person with a budget', () => {
  const upstream = withSimulator({ models: ['gpt-4.1'] });
  const models = { 'gpt-4.1': { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } } };
  const person = asPerson(() => ({
    sameWindow: true,
    configuration: {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream().url, models } },
      budgets: [{ name: 'pocket', period: 'day', limitUsd: 0.001, hard: true }],
    },
  }));

  it('is refused, with the budget, its state, its reset and how to go over it once', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.notification(/pocket/).waitFor();
    const said = await window.notification(/pocket/).innerText();
    assert.match(said, /\$0\.00/);
    await window.line(/No answer\.\*\* Budget pocket/).waitFor();
    await window.screenshot('over-budget');
  });

  it('goes over it once by a button, and the answer comes in the place of the refusal, with its cost', async () => {
    const { window } = person;
    await window
      .notification(/pocket/)
      .getByRole('button', { name: 'Allow Once' })
      .click();
    // The cost line is wrapped beside the code.
    await window.line(/complete$/).waitFor();
    await window.line(/^gpt-4\.1@relay · /).waitFor();
    assert.equal(await window.tab(/Explain what this code does/).count(), 1);
    assert.equal(await window.line(/No answer/).count(), 0);
  });

  it('is refused again: it was once', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: Review Selection');
    await window.notification(/pocket/).waitFor();
  });
});

describe('a person who sets a budget', () => {
  const person = asPerson(() => ({ sameWindow: true }));
  const settings = () => userSettingsFile(join(dirname(person.editor.dataDirectory), 'server'));
  const budgetNames = async () => {
    const { 'dualtrack.budgets': budgets = [] } = settingsSchema.parse(JSON.parse(await readFile(settings(), 'utf8')));
    return budgets.map(({ name }) => name);
  };

  it('is told what was set, and that nothing simulated counts', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Set Budget…');
    await window.pick(/Each dayRefuses/);
    await window.answer('5');
    await window.notification(/Each day at most \$5\.00, of which \$0\.00 is used.*Simulated requests/).waitFor();
    await window.screenshot('budget-set');
  });

  it('sees how it stands, and changes it from there', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Set Budget…');
    await window.quickInput.getByText('now $5.00, used $0.00').first().waitFor();
    await window.screenshot('budget-rows');
    await window.pick(/Each dayRefuses/);
    await window.quickInput.getByText('US dollars').waitFor();
    assert.equal(await window.quickInput.locator('input.input').inputValue(), '5');
    await window.answer('6');
    await window.notification(/Each day at most \$6\.00/).waitFor();
    assert.deepEqual(await budgetNames(), ['day']);
  });

  it('removes it by a row of its own', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Set Budget…');
    await window.pick('Remove: Each day');
    await window.notification(/The budget is removed: Each day/).waitFor();
    assert.deepEqual(await budgetNames(), []);
  });
});

const settingsSchema = z.looseObject({
  'dualtrack.budgets': z.array(z.looseObject({ name: z.string() })).optional(),
});
