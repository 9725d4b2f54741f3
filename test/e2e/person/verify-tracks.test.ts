/** A person checks the tracks: sees at a glance which one fails, and reads what to do about it. */
import { after, afterEach, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

describe('verifying tracks, as a person', () => {
  let simulator: Simulator;
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    simulator = await startSimulator();
    const models = { 'gpt-4.1': {} };
    editor = await Editor.start({
      installed: true,
      configuration: {
        tracks: {
          relay: { provider: 'openai-compatible', baseUrl: simulator.url, models },
          pasted: { provider: 'openai-compatible', baseUrl: `${simulator.url}/chat/completions`, models },
        },
        profiles: { default: { strategy: 'priority', targets: ['gpt-4.1@relay'] } },
        activeProfile: 'default',
      },
    });
    window = await editor.openWindow();
  });
  afterEach((test) => window?.screenshotOf(test));
  after(async () => {
    await editor?.close();
    await simulator.close();
  });

  it('shows the track that fails first, and tells the base URL that was meant', async () => {
    await window.statusBarItem(/Dualtrack$/).waitFor();
    await window.tab('invoice.ts').click();
    await window.runCommand('Dualtrack: Verify Tracks');
    await window.quickInput
      .locator('.monaco-list-row', { hasText: /pasted/ })
      .first()
      .waitFor();
    await window.screenshot('verify-tracks');
    await window.pick(/pasted/);
    await window
      .notification(/Set tracks\.pasted\.baseUrl to http:\/\/127\.0\.0\.1:\d+\/v1: there the models are listed/)
      .waitFor();
  });
});
