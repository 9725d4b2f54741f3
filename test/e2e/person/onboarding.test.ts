/** A person's first minutes: a walkthrough that was asked for, an answer of the sandbox, an offer, a track with a key. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { asPerson, withSimulator } from './person.ts';

/** Of the walkthrough, in its editor. */
const steps = '.gettingStartedContainer .getting-started-step';
const key = 'sk-person-3f9a1c7e5b2d';

describe('the first minutes, as a person', () => {
  const simulator = withSimulator({ requiredKey: key });
  const person = asPerson(() => ({ configuration: { localServers: { discover: false } } }));

  it('nothing opens by itself; the walkthrough opens when it is asked for', async () => {
    const { window } = person;
    await window.statusBarItem(/Dualtrack$/).waitFor();
    await window.tab('invoice.ts').click();
    assert.equal(await window.page.locator('.tabs-container .tab').count(), 1);
    await window.runCommand('Dualtrack: Get Started');
    await window.page.locator(steps).first().waitFor();
    assert.equal(await window.page.locator(steps).count(), 6);
    await window.webview().getByText('What you will see').waitFor();
    await window.screenshot('walkthrough');
  });

  it('the first question is answered by the sandbox, and followed by one offer', async () => {
    const { window } = person;
    await window.page.locator(steps).getByText('Ask a First Question').click();
    await window.line(/· complete$/).waitFor();
    await window.notification(/That answer was simulated/).waitFor();
    await window.screenshot('first-offer');
  });

  it('a track is added with its key, checked at once, and answers the next question', async () => {
    const { window } = person;
    await window
      .notification(/That answer was simulated/)
      .getByText('Add a Track…')
      .click();
    await window.pick('OpenAI-compatible');
    await window.answer(simulator().url);
    await window.quickInput.getByText('The models to use').waitFor();
    await window.answer('gpt-4.1');
    await window.pick('Kept by VS Code');
    await window.answer(key);
    const told = window.notification(/Track local can be used/);
    await told.waitFor();
    await window.screenshot('track-added');
    await told.getByText('Ask a First Question').click();
    await window.line(/gpt-4\.1@local ·/).waitFor();
    await window.line(/· complete$/).waitFor();
    assert.equal(simulator().seen().complete, 1);
  });

  it('both steps of the walkthrough are completed by that', async () => {
    const { window } = person;
    await window.tab(/Welcome|Walkthrough/).click();
    const done = window.page.locator(`${steps} .codicon-getting-started-step-checked`);
    await done.nth(1).waitFor();
    assert.equal(await done.count(), 2);
    await window.screenshot('walkthrough-two-done');
  });

  it('S2: the key is in no file that Dualtrack or the editor’s settings keep', async () => {
    const { editor } = person;
    const folder = dirname(editor.dataDirectory);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = files.filter((file) => file.isFile() && /\.(json|jsonl|log|md)$/.test(file.name));
    assert.ok(texts.length > 3, `only ${texts.length} files were found`);
    for (const { parentPath, name } of texts) {
      const text = await readFile(join(parentPath, name), 'utf8');
      assert.equal(text.includes(key), false, name);
    }
  });
});

describe('the walkthrough of a person who began without it', () => {
  const person = asPerson();

  it('has its steps completed that had happened before it was opened', async () => {
    const { window } = person;
    const page = window.page;
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/· complete$/).waitFor();
    await window.runCommand('Dualtrack: Show Spend and Latency');
    await window.webview().getByText('Requests').first().waitFor();
    await window.runCommand('Dualtrack: Get Started');
    await page.locator(steps).first().waitFor();
    await page.locator(`${steps} .codicon-getting-started-step-checked`).nth(1).waitFor();
    await window.screenshot('walkthrough-after');
  });
});
