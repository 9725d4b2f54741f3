/** A person who wants to know what models cost: Show Models and Prices, and asking the one that was picked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asPerson, withSimulator } from './person.ts';

describe('a person who looks for a model', () => {
  const upstream = withSimulator({ models: ['gpt-4.1', 'listed-only'] });
  const dead = { preset: 'openai', baseUrl: 'http://127.0.0.1:9/v1', models: { 'gpt-4.1-mini': {} } };
  const person = asPerson(() => ({
    configuration: { tracks: { relay: { preset: 'holysheep-relay', baseUrl: upstream().url }, dead } },
  }));

  it('E9: sees nominal and list prices, what is listed only, and why a track has no list', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Show Models and Prices');
    const row = (text: RegExp) => person.window.quickInput.locator('.monaco-list-row', { hasText: text }).first();
    await row(/gpt-4\.1/).waitFor();
    const shown = await row(/gpt-4\.1/).innerText();
    assert.match(shown.replaceAll(/\s/g, ' '), /\$8\.00 in, \$8\.00 out per M tokens.*list price \$2 in, \$8 out/);
    await window.quickInput.locator('input.input').fill('listed-only');
    await row(/listed-only/).waitFor();
    assert.match(
      (await row(/listed-only/).innerText()).replaceAll(/\s/g, ' '),
      /price unknown.*listed, not configured/,
    );
    await window.quickInput.locator('input.input').fill('refused');
    await row(/No list of models/).waitFor();
    await window.page.keyboard.press('Escape');
  });
});
