/** A person who has code edited: sees the diff, takes it by keyboard, takes it back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asPerson } from './person.ts';

describe('a person who edits', () => {
  const person = asPerson(() => ({ sameWindow: true }));

  it('E3: sees the edit as a diff, and takes it by one key', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Edit Selection…');
    await window.answer('Make it shorter.');
    await window.tab(/edit by Dualtrack/).waitFor();
    await window.line(/A simulated edit in the name of/).waitFor();
    await window.screenshot('edit-diff');
    await window.page.locator('.editor-instance .modified-in-monaco-diff-editor').click();
    await window.page.keyboard.press('Control+Enter');
    await window.tab(/edit by Dualtrack/).waitFor({ state: 'hidden' });
    await window.tab('invoice.ts').click();
    await window.line(/A simulated edit in the name of/).waitFor();
  });

  it('E2: takes it back by one undo', async () => {
    const { window } = person;
    await window.activeEditor.click();
    await window.page.keyboard.press('Control+Z');
    await window.line(/A simulated edit in the name of/).waitFor({ state: 'hidden' });
    assert.equal(await window.tab('invoice.ts').count(), 1);
  });

  it('E3: drops one with Escape, and nothing has changed', async () => {
    const { window } = person;
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Edit Selection…');
    await window.answer('Make it longer.');
    await window.line(/A simulated edit in the name of/).waitFor();
    await window.page.locator('.editor-instance .modified-in-monaco-diff-editor').click();
    await window.page.keyboard.press('Escape');
    await window.tab(/edit by Dualtrack/).waitFor({ state: 'hidden' });
    await window.tab('invoice.ts').click();
    await window.line(/A simulated edit in the name of/).waitFor({ state: 'hidden' });
  });
});
