/** A person whose budget is used up: is told which, how it stands, and may go over it once. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

describe('a person with a budget', () => {
  let upstream: Simulator;
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    upstream = await startSimulator({ models: ['gpt-4.1'] });
    const models = { 'gpt-4.1': { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } } };
    const configuration = {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream.url, models } },
      budgets: [{ name: 'pocket', period: 'day', limitUsd: 0.001, hard: true }],
    };
    editor = await Editor.start({ configuration, installed: true });
    window = await editor.openWindow();
    await window.statusBarItem('Dualtrack').waitFor();
  });
  afterEach((test) => window.screenshotOf(test));
  after(async () => {
    await editor?.close();
    await upstream?.close();
  });

  it('is refused, with the budget, its state, its reset and how to go over it once', async () => {
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.notification(/pocket/).waitFor();
    const said = await window.notification(/pocket/).innerText();
    assert.match(said, /\$0\.00/);
    await window.line(/No answer \(over-budget\)/).waitFor();
    await window.screenshot('over-budget');
  });

  it('goes over it once by a button, and the answer comes in the place of the refusal, with its cost', async () => {
    await window
      .notification(/pocket/)
      .getByRole('button', { name: 'Allow Once' })
      .click();
    // The cost line is wrapped beside the code.
    await window.line(/complete$/).waitFor();
    await window.line(/^gpt-4\.1@relay · /).waitFor();
    assert.equal(await window.tab(/Explain what this code does/).count(), 1);
    assert.equal(await window.line(/No answer/).count(), 0);
  });

  it('is refused again: it was once', async () => {
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: Review Selection');
    await window.notification(/pocket/).waitFor();
  });
});
