/** The panel as a person works it: what was asked, why it went there, a target held out and put back, the panel as a tab. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { asPerson } from './person.ts';

describe('a person at the panel', () => {
  const person = asPerson(() => ({ sameWindow: true }));
  let panel: FrameLocator;

  before(() => explainLines(1, 6));

  async function explainLines(first: number, last: number): Promise<void> {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(first, last);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/\bcomplete$/).waitFor();
  }

  it('opens it as a tab of its own, with the figures it has as a view', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Open Panel in Editor');
    panel = window.webview();
    await panel.getByRole('heading', { name: 'Spent today' }).waitFor();
    await panel.getByRole('listbox', { name: 'Requests' }).getByRole('option').first().waitFor();
  });

  it('E8: says why a request went where it went', async () => {
    await panel.getByRole('listbox', { name: 'Requests' }).getByRole('option').first().click();
    const detail = panel.getByRole('region', { name: 'Request to gpt-4.1@sandbox' });
    await detail.getByText('Answered by gpt-4.1@sandbox, the first of its route.').waitFor();
    await detail.getByText('place 1 in the profile').waitFor();
  });

  it('holds a target out of service, after which another one answers, and puts it back', async () => {
    const { window } = person;
    await panel.getByRole('button', { name: 'Hold Out gpt-4.1@sandbox' }).click();
    const putBack = panel.getByRole('button', { name: 'Put Back gpt-4.1@sandbox' });
    await putBack.waitFor();
    await explainLines(7, 12);
    await window.tab('Dualtrack').click();
    await panel
      .getByRole('listbox', { name: 'Requests' })
      .getByRole('option', { name: /claude-sonnet-4\.5@sandbox/ })
      .waitFor();
    await putBack.click();
    await panel.getByRole('button', { name: 'Hold Out gpt-4.1@sandbox' }).waitFor();
  });

  it('E6: is whole again soon after the tab was hidden, and remembers what was chosen', async (test) => {
    const { window } = person;
    await panel.getByRole('combobox', { name: 'What is shown' }).selectOption('tokens');
    await panel.getByRole('combobox', { name: 'Time range' }).selectOption('hour');
    await panel.getByText(/^Last 24 hours: \d+/).waitFor();
    await window.tab('invoice.ts').click();
    await window.openFile('retry.ts');
    const shownAtMs = performance.now();
    await window.tab('Dualtrack').click();
    await panel.getByText(/^Last 24 hours: \d+/).waitFor();
    const wholeAfterMs = performance.now() - shownAtMs;
    test.diagnostic(`whole again ${wholeAfterMs.toFixed(0)} ms after the click`);
    // One second where nothing else runs; here another editor starts meanwhile.
    assert.ok(wholeAfterMs < 3_000, `${wholeAfterMs} ms`);
    assert.equal(await panel.getByRole('combobox', { name: 'What is shown' }).inputValue(), 'tokens');
  });
});
