/** Pictures and sound of answers: shown beside, and saved only where the person has said. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, TabInputCustom, Uri, window, workspace } from 'vscode';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { ask, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';

const models = ['gemini-2.5-flash-image', 'gemini-2.5-flash-preview-tts'] as const;

describe('pictures and sound of an answer', () => {
  let simulator: Simulator;
  let folder = '';

  before(async () => {
    simulator = await startSimulator();
    folder = await mkdtemp(join(tmpdir(), 'dualtrack-media-'));
  });
  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await setSetting('mediaFolder', undefined);
    await tidyUp();
  });

  async function askModel(model: (typeof models)[number], question: string): Promise<void> {
    const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
    await setSetting('tracks', {
      media: { provider: 'gemini', baseUrl: simulator.origin, models: { [model]: { price } } },
    });
    await setSetting('profiles', { shows: { strategy: 'priority', targets: [`${model}@media`] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'shows' });
    selectLines(await openSample(), 0, 2);
    await ask(question);
  }

  it('S4: a picture opens beside the answer that names it, and nothing is written before the person says where', async () => {
    await askModel('gemini-2.5-flash-image', 'Draw it.');
    const text = await until(
      'the picture to be named',
      () => /\[image-1\.png, \d+ kB\]/.test(shownAnswer()) && shownAnswer(),
    );
    assert.match(text, /simulated answer/);
    await until('its tab', () => tabOf('image-1.png'));
    assert.deepEqual(await readdir(folder), []);
  });

  it('sound is saved as a file in the folder of the settings, and the answer says where', async () => {
    await setSetting('mediaFolder', folder);
    for (const name of ['Say it audio-1.wav', 'Say it audio-1 (2).wav']) {
      await askModel('gemini-2.5-flash-preview-tts', 'Say it.');
      await until(`the answer to name ${name}`, () => shownAnswer().includes(`saved as ${join(folder, name)}]`));
      const bytes = await readFile(join(folder, name));
      assert.equal(bytes.toString('latin1', 0, 4), 'RIFF');
      assert.equal(bytes.length, 44 + 48_000);
      await tidyUp();
      await setSetting('mediaFolder', folder);
    }
    assert.equal((await readdir(folder)).length, 2);
  });

  it('a folder named alone stands in the workspace', async () => {
    await setSetting('mediaFolder', 'answers');
    const root = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(folder);
    await askModel('gemini-2.5-flash-image', 'Draw it there.');
    await until('the answer to name it', () => shownAnswer().includes('saved as answers/Draw it there image-1.png]'));
    const saved = Uri.joinPath(root, 'answers');
    assert.deepEqual(
      (await workspace.fs.readDirectory(saved)).map(([name]) => name),
      ['Draw it there image-1.png'],
    );
    await workspace.fs.delete(saved, { recursive: true });
  });
});

function tabOf(name: string): boolean {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ label, input }) => label === name && input instanceof TabInputCustom);
}
