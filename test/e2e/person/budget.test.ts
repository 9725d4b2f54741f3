/** A person whose budget is used up: is told which, how it stands, and may go over it once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
