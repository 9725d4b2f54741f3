/** A failure is told in the answer's place, with its kind and what to do. */
import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { ask, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';

describe('an answer that fails', () => {
  beforeEach(async () => selectLines(await openSample(), 0, 2));
  afterEach(tidyUp);

  async function useTrack(settings: Record<string, unknown>): Promise<void> {
    await setSetting('tracks', { broken: { provider: 'openai-compatible', models: { m: {} }, ...settings } });
    await setSetting('profiles', { broken: { strategy: 'priority', targets: ['m@broken'], maxAttempts: 1 } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'broken' });
  }

  it('says that nobody listens there', async () => {
    // Port 9 is the discard service: nothing listens on it.
    await useTrack({ baseUrl: 'http://127.0.0.1:9/v1' });
    await ask('Anyone?');
    const text = await until('the failure', () => shownAnswer().includes('No answer') && shownAnswer());
    assert.match(text, /\*\*No answer\.\*\* .*m@broken/);
    assert.match(text, /choose a profile with another track/);
  });

  it('S2: names the missing key, not a key', async () => {
    await useTrack({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: { secret: 'nobody-has-it' } });
    await ask('Allowed?');
    const text = await until('the failure', () => shownAnswer().includes('No answer') && shownAnswer());
    assert.match(text, /\*\*No answer\.\*\* .*nobody-has-it/);
    assert.match(text, /Check the key of this track/);
  });
});
