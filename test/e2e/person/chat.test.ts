/**
 * A person who asks `@dualtrack` in VS Code's own chat. A participant of an extension answers without any account, as long
 * as the editor knows a model to hand to it; in a fresh window that is ours, which is there before the daemon is.
 */
import { describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { asPerson } from './person.ts';

describe('a person in the chat', () => {
  const person = asPerson();

  const chat = (): Locator => person.window.page.locator('.interactive-session');
  const answers = (): Locator => chat().locator('.interactive-response');

  async function say(text: string): Promise<void> {
    const { window } = person;
    const input = chat().locator('.chat-input-container .monaco-editor').first();
    await input.waitFor();
    await input.click();
    await window.page.keyboard.type(text, { delay: 20 });
    await window.page.keyboard.press('Enter');
  }

  it('is answered about the selection in a fresh window, with the route and the cost below', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Chat: Open Chat');
    // The editor asks extensions for their models when the chat is first shown.
    await chat().locator('.chat-input-toolbars', { hasText: 'Dualtrack' }).waitFor();
    await say('@dualtrack /explain in one sentence');
    await answers()
      .filter({ hasText: /gpt-4\.1@sandbox\s·\s[\d,]+\stokens\sin,\s\d+\sout\s·\s\$0\.\d+\ssimulated/ })
      .waitFor();
    await answers()
      .filter({ hasText: /Served\sby\sgpt-4\.1@sandbox/ })
      .waitFor();
    await window.screenshot('chat');
  });

  it('goes on with what is offered to be asked next', async () => {
    await chat().getByText('What could go wrong with it?').click();
    await answers()
      .filter({ hasText: /You asked: .What could go wrong with it/ })
      .filter({ hasText: /complete/ })
      .waitFor();
  });

  it('sees both in the spend of today', async () => {
    const { window } = person;
    await window.statusBarItem(/ · \$0\.\d+ simulated today/).waitFor();
  });
});
