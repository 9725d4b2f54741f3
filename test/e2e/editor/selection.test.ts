/** Every kind of document and selection has a defined result: seen in what reaches the upstream. */
import assert from 'node:assert/strict';
import {
  commands,
  EndOfLine,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  Selection,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { activated, ask, setSetting, tidyUp, until } from './dualtrack.ts';
import { SlowUpstream } from './slow-upstream.ts';

describe('what is asked about', () => {
  let upstream: SlowUpstream;
  before(async () => {
    upstream = await SlowUpstream.start();
  });
  beforeEach(async () => {
    await setSetting('tracks', { local: upstream.track });
    await setSetting('profiles', { local: { strategy: 'priority', targets: ['slow@local'] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'local' });
  });
  afterEach(tidyUp);
  after(() => upstream.stop());

  /** The text that reached the upstream; the answer is closed as soon as it begins. */
  async function askedWith(question: string): Promise<string> {
    const before = upstream.asked.length;
    const answered = ask(question);
    const body = await until('the request', () => upstream.asked[before]);
    await commands.executeCommand('dualtrack.stop');
    await answered;
    const sent: unknown = JSON.parse(body);
    return JSON.stringify(sent);
  }

  async function untitled(content: string, language = 'python'): Promise<TextEditor> {
    return window.showTextDocument(await workspace.openTextDocument({ language, content }));
  }

  it('E5: is the text of an unsaved document, by its name and language', async () => {
    const editor = await untitled('print(1)\nprint(2)\n');
    editor.selection = new Selection(0, 0, 1, 8);
    assert.match(await askedWith('Why?'), /Untitled-\d+, lines 1–2:\\n```python\\nprint\(1\)\\nprint\(2\)\\n```/);
  });

  it('E5: has line feeds where the document has CRLF', async () => {
    const editor = await untitled('a = 1\nb = 2\n');
    await editor.edit((edit) => edit.setEndOfLine(EndOfLine.CRLF));
    assert.match(editor.document.getText(), /\r\n/);
    editor.selection = new Selection(0, 0, 1, 5);
    const sent = await askedWith('Why?');
    assert.match(sent, /a = 1\\nb = 2\\n/);
    assert.doesNotMatch(sent, /\\r/);
  });

  it('E5: is every selection of several cursors, in order', async () => {
    const editor = await untitled('one\ntwo\nthree\n');
    editor.selections = [new Selection(2, 0, 2, 5), new Selection(0, 0, 0, 3)];
    const sent = await askedWith('Why?');
    assert.match(sent, /line 1:\\n```python\\none\\n```\\n\\n.*line 3:\\n```python\\nthree\\n```/);
    assert.doesNotMatch(sent, /two/);
  });

  it("E5: is the cursor's line without a selection, and nothing in an empty line", async () => {
    const dualtrack = await activated();
    const editor = await untitled('one\ntwo\n');
    editor.selection = new Selection(1, 1, 1, 1);
    assert.match(await askedWith('Why?'), /line 2:\\n```python\\ntwo\\n```/);
    await commands.executeCommand('workbench.action.closeActiveEditor');
    const again = await window.showTextDocument(editor.document);
    again.selection = new Selection(2, 0, 2, 0);
    const requests = upstream.asked.length;
    await ask('Why?');
    assert.equal(upstream.asked.length, requests);
    assert.equal(dualtrack.answers().length, 0);
  });

  it('E5: is the code of a notebook cell, named by its notebook', async () => {
    const cells = [
      new NotebookCellData(NotebookCellKind.Code, 'first()', 'python'),
      new NotebookCellData(NotebookCellKind.Code, 'second()', 'python'),
    ];
    const notebook = await workspace.openNotebookDocument('jupyter-notebook', new NotebookData(cells));
    await window.showNotebookDocument(notebook);
    await commands.executeCommand('notebook.focusBottom');
    await commands.executeCommand('notebook.cell.edit');
    await until('the cell to have the focus', () => window.activeTextEditor?.document.getText() === 'second()');
    assert.match(await askedWith('Why?'), /\(cell 2\), line 1:\\n```python\\nsecond\(\)\\n```/);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
