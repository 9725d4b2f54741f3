/** The routing profile of a window: it decides the target, and is this workspace's own. */
import assert from 'node:assert/strict';
import { ConfigurationTarget, commands } from 'vscode';
import { activated, ask, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';

describe('the routing profile', () => {
  afterEach(tidyUp);

  async function targetUnder(profile: string): Promise<string> {
    await commands.executeCommand('dualtrack.switchProfile', { profile });
    selectLines(await openSample(), 0, 2);
    await ask(`Who answers under ${profile}?`);
    const line = await until('the cost line', () => /\n(\S+@sandbox) · .* · complete\n$/.exec(shownAnswer())?.[1]);
    await commands.executeCommand('workbench.action.closeAllEditors');
    return line;
  }

  it('decides the target: the cheapest or the fastest', async () => {
    const cheap = await targetUnder('sandbox-cheap');
    const fast = await targetUnder('sandbox-fast');
    assert.equal(cheap, 'deepseek-v3.2@sandbox');
    assert.notEqual(fast, cheap);
  });

  it('W7: is shown in the status bar once it is chosen', async () => {
    const dualtrack = await activated();
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'sandbox-fast' });
    assert.match(dualtrack.statusText(), / sandbox-fast · /);
    assert.equal(dualtrack.profile(), 'sandbox-fast');
  });

  it('stays as it was when the wanted one does not exist', async () => {
    const dualtrack = await activated();
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'no-such-profile' });
    assert.equal(dualtrack.profile(), 'sandbox-cheap');
  });

  it('W7: of the workspace does not stand above what the person chose', async () => {
    const dualtrack = await activated();
    await setSetting('activeProfile', 'sandbox-fast', ConfigurationTarget.Workspace);
    try {
      assert.equal(dualtrack.profile(), 'sandbox-cheap');
    } finally {
      await setSetting('activeProfile', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('that is wrong in the settings cannot be chosen, and the others go on working', async () => {
    const dualtrack = await activated();
    await setSetting('profiles', {
      wrong: { strategy: 'luckiest', targets: [] },
      right: { strategy: 'priority', targets: ['gemini-2.5-flash@sandbox'] },
    });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'wrong' });
    assert.notEqual(dualtrack.profile(), 'wrong');
    assert.equal(await targetUnder('right'), 'gemini-2.5-flash@sandbox');
  });
});
