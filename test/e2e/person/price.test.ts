/** A person who wants to know the price first: of what is selected, and before a question that may cost much. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { asPerson, withSimulator } from './person.ts';

describe('a person who minds the price', () => {
  let asked = 0;
  const upstream = withSimulator({ onBody: () => (asked += 1) });
  const price = { inputUsdPerMTok: 8, outputUsdPerMTok: 8 };
  const models = { 'gpt-4.1': { price }, tiny: { price, contextWindow: 20 } };
  const person = asPerson(() => ({
    configuration: {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream().url, models } },
      localServers: { discover: false },
    },
    settings: { 'dualtrack.selectionPrice': true, 'dualtrack.confirmAboveUsd': 0.001 },
  }));

  const priceItem = () => person.window.statusBarItem(/\d tokens · ≥ \$0\.\d+/);
  const dialog = () => person.window.page.locator('.monaco-dialog-box');

  /** Attempts that the ledger has booked, also those under way. */
  function booked(): number {
    const { editor } = person;
    if (!existsSync(editor.dataDirectory)) return 0;
    const journals = readdirSync(editor.dataDirectory).filter((name) => name.startsWith('journal-'));
    const text = journals.map((name) => readFileSync(join(editor.dataDirectory, name), 'utf8')).join('');
    return text.split('"t":"intent"').length - 1;
  }

  async function question(): Promise<void> {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Explain Selection');
  }

  it('E9: sees the price of the selection, and another one when more is selected', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 3);
    await priceItem().waitFor();
    const few = await priceItem().innerText();
    await window.selectLines(1, 26);
    await window.page
      .locator('.statusbar-item', { hasText: /\d tokens · ≥ \$/ })
      .filter({ hasNotText: few })
      .waitFor();
    const more = await priceItem().innerText();
    const costOf = (text: string) => Number(/≥ \$([\d.]+)/.exec(text)?.[1]);
    assert.ok(costOf(more) > costOf(few), `${few} then ${more}`);
    await window.screenshot('selection-price');
    await window.page.keyboard.press('ArrowDown');
    await priceItem().waitFor({ state: 'hidden' });
    assert.equal(asked, 0);
  });

  it('E9: sees which target cannot serve the question, and why, before anything is sent', async () => {
    const { window } = person;
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Ask With Model…');
    await window.answer('Is it right?');
    const list = window.quickInput.locator('.monaco-list-row');
    await list.filter({ hasText: 'gpt-4.1@relay' }).filter({ hasText: 'of its context window' }).first().waitFor();
    // The groups are headings of the rows that begin them.
    await window.quickInput.locator('input.input').fill('tiny');
    await list.filter({ hasText: /tiny@relay[\s\S]*input tokens exceed its context window of 20/ }).waitFor();
    await window.screenshot('cannot-serve');
    await window.page.keyboard.press('Escape');
    assert.equal(asked, 0);
  });

  it('E9: is asked before a question above the limit; what is declined neither leaves nor is booked', async () => {
    const { window } = person;
    await question();
    await dialog().waitFor();
    const said = (await dialog().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(
      said,
      /may cost up to \$0\.\d+, and you are asked above \$0\.001.* It would go to gpt-4\.1@relay first\./,
    );
    await window.screenshot('confirm-cost');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'hidden' });
    assert.deepEqual([asked, booked()], [0, 0]);
    assert.equal(await window.tab(/Explain what this code does/).count(), 0);
  });

  it('E9: gets the answer, with its cost, when it is accepted', async () => {
    const { window } = person;
    await question();
    await dialog().getByRole('button', { name: 'Send' }).click();
    await window.line(/^gpt-4\.1@relay · /).waitFor();
    await window.line(/complete$/).waitFor();
    assert.deepEqual([asked, booked()], [1, 1]);
  });
});
