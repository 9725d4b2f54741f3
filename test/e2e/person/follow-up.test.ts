/** A person who asks on: the new question stands on top of its document, however long the answer before it is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asPerson } from './person.ts';

describe('a person who asks on', () => {
  const person = asPerson(() => ({ sameWindow: true }));

  it('sees the question and the answer that comes, and not the top of the conversation', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/· complete$/).waitFor();
    for (const question of ['And what of the discount?', 'And of the last line?']) {
      await window.runCommand('Dualtrack: Ask a Follow-Up Question…');
      await window.answer(question);
      const asked = window.line(new RegExp(`^> ${question.replace('?', '\\?')}`));
      await asked.waitFor();
      await window.statusBarItem(/Ln [1-9]\d+, Col 1/).waitFor();
      const [line, editor] = await Promise.all([asked.boundingBox(), window.activeEditor.boundingBox()]);
      assert.ok(line !== null && editor !== null && line.y - editor.y < 60, JSON.stringify({ line, editor }));
    }
    await window.screenshot('follow-up');
  });
});
