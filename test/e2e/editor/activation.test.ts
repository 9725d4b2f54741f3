/** Activation, and what the manifest promises. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CodeAction, commands, Range, window, workspace } from 'vscode';
import { activated, setSetting, tidyUp } from './dualtrack.ts';

describe('the extension', () => {
  after(tidyUp);

  it('activates and starts no daemon', async () => {
    const dualtrack = await activated();
    assert.deepEqual(dualtrack.daemonState(), { state: 'stopped' });
    const dataDirectory = process.env.DUALTRACK_DATA_DIR;
    assert.ok(dataDirectory, 'the suite needs a data directory of its own');
    assert.equal(existsSync(join(dataDirectory, 'daemon.log')), false);
  });

  it('has its settings known to the editor, with the descriptions in plain words', () => {
    const settings = workspace.getConfiguration('dualtrack');
    assert.equal(settings.inspect('editorMenu')?.defaultValue, true);
    assert.equal(settings.inspect('tracks')?.globalValue, undefined);
  });

  it('E1: registers each of its commands', async () => {
    const registered = await commands.getCommands(true);
    const names = ['ask', 'explain', 'askWithModel', 'switchProfile', 'showPanel', 'setApiKey', 'showLog'];
    for (const name of [...names, 'restartDaemon', 'stop']) assert.ok(registered.includes(`dualtrack.${name}`), name);
  });

  it('E1: offers to ask among the refactorings of a selection, unless switched off', async () => {
    // Plain text: no other extension has anything to offer.
    const document = await workspace.openTextDocument({ language: 'plaintext', content: 'one\ntwo\nthree\n' });
    await window.showTextDocument(document);
    const offered = async (range: Range) => {
      const args = [document.uri, range, 'refactor.rewrite'] as const;
      const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', ...args);
      return actions.filter(({ command }) => command?.command === 'dualtrack.ask').length;
    };
    assert.equal(await offered(new Range(0, 0, 2, 0)), 1);
    assert.equal(await offered(new Range(1, 0, 1, 0)), 0);
    await setSetting('codeActions', false);
    assert.equal(await offered(new Range(0, 0, 2, 0)), 0);
  });
});
