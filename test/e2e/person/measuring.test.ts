/** A person who measures: a drill and a benchmark are read as rendered documents. */
import { describe, it } from 'node:test';
import { asPerson } from './person.ts';

describe('a person who measures', () => {
  const person = asPerson(() => ({ sameWindow: true }));

  it('reads the scorecard of a fire drill as a table', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Fire Drill…');
    await window.tab(/Fire drill: default$/).waitFor();
    await window.webview().locator('td', { hasText: 'TCP reset' }).first().waitFor();
    await window.screenshot('fire-drill');
  });

  it('reads what a benchmark measured as a table', async () => {
    const { window } = person;
    await window.runCommand('View: Close All Editor Groups');
    await window.runCommand('Dualtrack: Benchmark Models…');
    await window.quickInput.locator('.monaco-list-row', { hasText: 'gpt-4.1@sandbox' }).first().waitFor();
    await window.page.keyboard.press('Enter');
    await window.answer('2');
    await window.pick(/Send \d+ requests/);
    await window.tab(/Benchmark \d{4}-\d\d-\d\d \d\d:\d\d$/).waitFor();
    await window.webview().locator('td', { hasText: 'gpt-4.1@sandbox' }).first().waitFor();
    await window.screenshot('benchmark');
  });
});
