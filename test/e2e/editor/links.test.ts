/** An answer is a stranger's text: nothing in it can be followed into a command. */
import assert from 'node:assert/strict';
import { commands, type DocumentLink, window } from 'vscode';
import { ask, openSample, selectLines, tidyUp, until } from './dualtrack.ts';

describe('the text of an answer', () => {
  afterEach(tidyUp);

  it('holds no link that could run a command', async () => {
    selectLines(await openSample(), 0, 2);
    // The sandbox quotes the question, so the question decides what the answer holds.
    await ask('Follow [this](command:workbench.action.terminal.new), <command:dualtrack.stop>?');
    const document = window.activeTextEditor?.document;
    assert.ok(document);
    await until('the answer to quote the link', () => document.getText().split('[this](command:').length > 2);
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', document.uri);
    assert.deepEqual(links, []);
  });
});
