/** The price before sending, and models compared. */
import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { activated, openSample, selectLines, setSetting, tidyUp, until } from './dualtrack.ts';
import { ScriptedUpstream } from './scripted-upstream.ts';

describe('before sending', () => {
  let upstream: ScriptedUpstream;

  before(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    await setSetting('tracks', { scripted: upstream.track });
    await setSetting('profiles', { scripted: { strategy: 'priority', targets: ['scripted@scripted'] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'scripted' });
    selectLines(await openSample(), 0, 4);
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeQuickOpen');
    await setSetting('confirmAboveUsd', undefined);
    await tidyUp();
  });
  after(() => upstream.stop());

  it('E9: sends a question that costs less than the person is asked above', async () => {
    await setSetting('confirmAboveUsd', 5);
    const before = upstream.asked.length;
    await commands.executeCommand('dualtrack.ask', { question: 'How much?' });
    assert.equal(upstream.asked.length, before + 1);
  });

  it('E8: compares two models side by side, each with its cost', async () => {
    upstream.answer = 'One way.';
    const comparing = commands.executeCommand('dualtrack.compareModels', {
      question: 'Which?',
      models: ['scripted@scripted', 'gpt-4.1@sandbox'],
    });
    const dualtrack = await activated();
    await until('both answers', () => dualtrack.answers().filter((text) => /· complete\n$/.test(text)).length === 2);
    assert.match(dualtrack.answers().join('\n'), /One way\.[\s\S]*scripted@scripted · /);
    assert.match(dualtrack.answers().join('\n'), /gpt-4\.1@sandbox · /);
    assert.ok(new Set(window.visibleTextEditors.map(({ viewColumn }) => viewColumn)).size >= 2);
    await until('the list', () => {
      // Closing the list that offers to keep one of them keeps nothing.
      void commands.executeCommand('workbench.action.closeQuickOpen');
      return dualtrack.answers().length === 2;
    });
    await Promise.race([comparing, new Promise((resolve) => setTimeout(resolve, 1000))]);
  });
});
