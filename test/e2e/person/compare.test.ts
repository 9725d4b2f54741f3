/** A person who compares models: sees what each would cost, then both answers side by side, and keeps one. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

describe('a person who compares', () => {
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    editor = await Editor.start({ installed: true });
    window = await editor.openWindow();
    await window.statusBarItem('Dualtrack').waitFor();
  });
  afterEach((test) => window.screenshotOf(test));
  after(() => editor?.close());

  it('E9: sees the price of this question at each target before anything is sent', async () => {
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Ask With Model…');
    await window.answer('Is it right?');
    const row = window.quickInput.locator('.monaco-list-row', { hasText: 'gpt-4.1@sandbox' }).first();
    await row.waitFor();
    const text = (await row.innerText()).replaceAll(/\s/g, ' ');
    assert.match(text, /\$0\.\d+ – \$0\.\d+ simulated · first part ≈ \d+ ms/);
    assert.match(text, /tokens in · \d+ % of its context window/);
    await window.screenshot('ask-with-model');
    await window.page.keyboard.press('Escape');
  });

  it('E8: sees two answers side by side, each with its cost, and keeps one as a profile', async () => {
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
  });
});
