/** A person who compares models: sees what each would cost, then both answers side by side, and keeps one. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { asPerson } from './person.ts';

describe('a person who compares', () => {
  const person = asPerson(() => ({ sameWindow: true }));

  it('E9: sees the price of this question at each target before anything is sent', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Ask With Model…');
    await window.answer('Is it right?');
    const row = window.quickInput.locator('.monaco-list-row', { hasText: 'gpt-4.1@sandbox' }).first();
    await row.waitFor();
    const text = (await row.innerText()).replaceAll(/\s/g, ' ');
    assert.match(text, /\$0\.\d+ – \$0\.\d+ simulated · first part ≈ \d+ ms/);
    assert.match(text, /tokens in · < 1 % of its context window/);
    await window.screenshot('ask-with-model');
    await window.page.keyboard.press('Escape');
  });

  it('E8: sees two answers side by side, each with its cost, and keeps one as a profile', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.runCommand('Dualtrack: Compare Models on Selection…');
    await window.answer('Which is better?');
    for (const name of ['gpt-4.1@sandbox', 'deepseek-v3.2@sandbox']) {
      await window.quickInput.locator('.monaco-list-row', { hasText: name }).first().click();
    }
    await window.page.keyboard.press('Enter');
    await window.quickInput.locator('.monaco-list-row', { hasText: 'Keep deepseek-v3.2@sandbox' }).waitFor();
    await window.screenshot('compare');
    await window.pick('Keep deepseek-v3.2@sandbox');
    await window.statusBarItem(/preferred/).waitFor();
    await window
      .notification(/Profile preferred is in your settings.*deepseek-v3\.2@sandbox, gpt-4\.1@sandbox/)
      .waitFor();
  });

  it('decides later: the list opens again from an answer, and a profile that was kept stays as it is', async () => {
    const { window } = person;
    const [left] = await window.page.getByRole('button', { name: 'Use a Compared Answer…' }).all();
    await left?.click();
    await window.quickInput.locator('.monaco-list-row', { hasText: 'Keep gpt-4.1@sandbox' }).waitFor();
    await window.page.keyboard.press('Escape');
    await window.quickInput.waitFor({ state: 'hidden' });
    await window.runCommand('Dualtrack: Use a Compared Answer…');
    await window.pick('Keep gpt-4.1@sandbox');
    await window.statusBarItem(/preferred-2/).waitFor();
    await window.screenshot('compare-kept');
  });

  it('chooses too few at first, and loses neither the list nor the question by it', async () => {
    const { window } = person;
    await window.runCommand('View: Close All Editor Groups');
    await window.openFile('invoice.ts');
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Compare Models on Selection…');
    await window.answer('Which is kinder?');
    const row = (name: string) => window.quickInput.locator('.monaco-list-row', { hasText: name }).first();
    await row('gpt-4.1@sandbox').click();
    await window.page.keyboard.press('Enter');
    await window.quickInput.getByText('Choose two to four models to compare, not 1.').waitFor();
    await window.screenshot('compare-too-few');
    await row('gemini-2.5-flash@sandbox').click();
    await window.page.keyboard.press('Enter');
    await window.quickInput.locator('.monaco-list-row', { hasText: 'Keep gpt-4.1@sandbox' }).waitFor();
    await window.page.keyboard.press('Escape');
  });

  it('E8: inserts the answer that pleases below the selection, as one step to undo', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.runCommand('Dualtrack: Compare Models on Selection…');
    await window.answer('Which is shorter?');
    for (const name of ['gpt-4.1@sandbox', 'gemini-2.5-flash@sandbox']) {
      await window.quickInput.locator('.monaco-list-row', { hasText: name }).first().click();
    }
    await window.page.keyboard.press('Enter');
    await window.quickInput.locator('.monaco-list-row', { hasText: 'Insert the answer of gpt-4.1' }).waitFor();
    const before = await readFile(file(), 'utf8');
    await window.pick('Insert the answer of gpt-4.1@sandbox');
    // The browser's editor saves by itself.
    const after = await fileOtherThan(before);
    const lines = before.split('\n');
    assert.ok(after.startsWith(`${lines.slice(0, 26).join('\n')}\nThis is a simulated answer`), after.slice(500, 900));
    assert.ok(after.endsWith(lines.slice(26).join('\n')));
    const besideTheAnswers = window.page.locator('.editor-group-container').first();
    const inserted = besideTheAnswers.locator('.view-line', { hasText: /This\sis\sa\ssimulated\sanswer/ });
    await inserted.waitFor();
    await window.page.keyboard.press('Control+Z');
    await inserted.waitFor({ state: 'hidden' });
  });

  const file = () => join(person.editor.workspace, 'src/invoice.ts');

  async function fileOtherThan(known: string): Promise<string> {
    for (let look = 0; look < 600; look += 1) {
      const text = await readFile(file(), 'utf8');
      if (text !== known && text !== '') return text;
      await delay(100);
    }
    throw new Error('the file stayed as it was');
  }
});
