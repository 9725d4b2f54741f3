/** The main job as a person does it, by menus and keys: select code, ask, see the answer, the cost and the panel. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asPerson } from './person.ts';

describe('as a person', () => {
  const person = asPerson();

  it('shows that nothing has been started yet', async () => {
    const { window } = person;
    await window.statusBarItem(/^\s*Dualtrack$/).waitFor();
  });

  it('E1: answers a question about the selection, asked from the palette, with a cost line at the end', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Ask About Selection…');
    await window.answer('Is the discount rounded to the cent?');
    await window.line(/Is the discount rounded to the cent\?/).waitFor();
    await window.line(/^gpt-4\.1@sandbox · \d+ tokens in, \d+ out · \$0\.\d+/).waitFor();
    await window.line(/· complete$/).waitFor();
  });

  it('shows what was spent today in the status bar', async () => {
    const { window } = person;
    await window.statusBarItem(/ · \$0\.\d+ simulated today/).waitFor();
  });

  it("E1: explains the selection, asked from the editor's menu", async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.openFile('retry.ts');
    await window.selectLines(1, 11);
    await window.chooseFromEditorMenu('Dualtrack', 'Explain Selection');
    await window.tab(/Explain what this code does/).waitFor();
    await window.line(/· complete$/).waitFor();
  });

  it('E6: shows the requests just made in the panel', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Show Spend and Latency');
    const panel = window.webview();
    await panel.getByRole('heading', { name: 'Spent today' }).waitFor();
    const requests = panel.getByRole('listbox', { name: 'Requests' });
    await requests.getByRole('option').nth(1).waitFor();
    assert.equal(await requests.getByRole('option').count(), 2);
  });

  it('E7: can be read in dark, light and high contrast', async () => {
    const { window } = person;
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await window.setTheme(theme);
      await window.webview().getByRole('heading', { name: 'Spent today' }).waitFor();
      await window.screenshot(`answer-and-panel-${theme}`);
    }
  });

  it('W7: switches the routing profile by a click on the status bar; the next answer follows it', async () => {
    const { window } = person;
    await window.pickFrom(window.statusBarItem(/simulated today/), 'sandbox-cheap');
    await window.statusBarItem(/sandbox-cheap · /).waitFor();
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/^deepseek-v3\.2@sandbox · \d+ tokens in/).waitFor();
  });

  it('W7: keeps the profile when the window is loaded again', async () => {
    const { window } = person;
    await window.page.reload();
    await window.statusBarItem(/sandbox-cheap/).waitFor();
  });
});
