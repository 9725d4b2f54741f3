/** A person asks for a picture and for speech: sees and hears them beside the answer, and chooses a folder for files. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { asPerson, withSimulator } from './person.ts';

describe('pictures and sound, as a person', () => {
  const simulator = withSimulator();
  const models = { 'gemini-2.5-flash-image': {}, 'gemini-2.5-flash-preview-tts': {} };
  const person = asPerson(() => ({
    sameWindow: true,
    configuration: {
      tracks: { google: { provider: 'gemini', baseUrl: simulator().origin, models } },
      profiles: {
        draws: { strategy: 'priority', targets: ['gemini-2.5-flash-image@google'] },
        speaks: { strategy: 'priority', targets: ['gemini-2.5-flash-preview-tts@google'] },
      },
      activeProfile: 'draws',
    },
  }));

  async function ask(question: string): Promise<void> {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Ask About Selection…');
    await window.answer(question);
    await window.line(/· complete$/).waitFor();
  }

  it('a picture stands beside the answer', async () => {
    const { window } = person;
    await ask('Draw the discount.');
    await window.line(/\[image-1\.png, \d+ kB\]/).waitFor();
    await window.tab('image-1.png').waitFor();
    await window.notification(/The answer holds image-1\.png, kept in memory/).waitFor();
    await window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame').locator('img').waitFor();
    await window.screenshot('answer-with-picture');
  });

  it('a folder is chosen once: the file lies there, and the answer says where', async () => {
    const { editor, window } = person;
    await window
      .notification(/The answer holds image-1\.png/)
      .getByText('Always Save in a Folder…')
      .click();
    await window.quickInput.waitFor();
    await window.page.keyboard.press('Enter');
    await window.line(/\[image-1\.png, \d+ kB, saved/).waitFor();
    assert.ok((await readdir(editor.workspace)).includes('Draw the discount image-1.png'));
  });

  it('sound is saved there unasked, and stands beside the answer', async () => {
    const { editor, window } = person;
    await window.pickFrom(window.statusBarItem(/draws/), 'speaks');
    await ask('Say the total.');
    await window.line(/\[audio-1\.wav, 49 kB, saved/).waitFor();
    await window.tab('audio-1.wav').waitFor();
    await window.screenshot('answer-with-sound');
    assert.ok((await readdir(join(editor.workspace))).includes('Say the total audio-1.wav'));
  });
});
