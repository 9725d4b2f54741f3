/** A person who has code edited: sees the diff, takes it by keyboard, takes it back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asPerson } from './person.ts';

describe('a person who edits', () => {
  const person = asPerson(() => ({ sameWindow: true }));

  /** Until the diff is closed: in a window that is busy, a key may come before the editor knows that it has the focus. */
  async function pressInDiff(key: string): Promise<void> {
    const { window } = person;
    for (let pressed = 1; ; pressed += 1) {
      await window.page.locator('.editor-instance .modified-in-monaco-diff-editor').click();
      await window.page.keyboard.press(key);
      const isClosed = await window
        .tab(/edit by Dualtrack/)
        .waitFor({ state: 'hidden', timeout: 10_000 })
        .then(
          () => true,
          () => false,
        );
      if (isClosed) return;
      assert.ok(pressed < 4, `${key} does not close the diff`);
    }
  }

  it('E3: sees the edit as a diff, and takes it by one key', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Edit Selection…');
    await window.answer('Make it shorter.');
    await window.tab(/edit by Dualtrack/).waitFor();
    await window.line(/A simulated edit in the name of/).waitFor();
    await window.screenshot('edit-diff');
    await pressInDiff('Control+Enter');
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
    await pressInDiff('Escape');
    await window.tab('invoice.ts').click();
    await window.line(/A simulated edit in the name of/).waitFor({ state: 'hidden' });
  });
});
