/** Editing: the model's edit as a diff, taken or dropped, never in the wrong lines. */
import assert from 'node:assert/strict';
import {
  commands,
  EndOfLine,
  Range,
  Selection,
  TabInputTextDiff,
  type TextDocument,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { setSetting, tidyUp, until } from './dualtrack.ts';
import { ScriptedUpstream } from './scripted-upstream.ts';

const fence = '```';

describe('editing a selection', () => {
  let upstream: ScriptedUpstream;

  before(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    await setSetting('tracks', { scripted: upstream.track });
    await setSetting('profiles', { scripted: { strategy: 'priority', targets: ['scripted@scripted'] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'scripted' });
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.files.revert').then(undefined, () => undefined);
    await tidyUp();
  });
  after(() => upstream.stop());

  async function opened(content: string, eol = EndOfLine.LF): Promise<TextEditor> {
    const document = await workspace.openTextDocument({ language: 'typescript', content });
    const editor = await window.showTextDocument(document);
    await editor.edit((edit) => edit.setEndOfLine(eol));
    return editor;
  }

  /** Asks for an edit of these lines, counted from 0, and waits until its diff stands. */
  async function edited(editor: TextEditor, first: number, last: number, answer: string): Promise<TextDocument> {
    upstream.answer = answer;
    editor.selection = new Selection(first, 0, last, editor.document.lineAt(last).text.length);
    await commands.executeCommand('dualtrack.editSelection', { instruction: 'Make it better.' });
    return proposal();
  }

  function diffs(): TabInputTextDiff[] {
    return window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .map(({ input }) => input)
      .filter((input) => input instanceof TabInputTextDiff);
  }

  async function proposal(): Promise<TextDocument> {
    return until('the proposal', () =>
      workspace.textDocuments.find(({ uri, isClosed }) => uri.scheme === 'dualtrack-edit' && !isClosed),
    );
  }

  const shows = (document: TextDocument, text: string) => until(`the text ${text}`, () => document.getText() === text);

  it('E3: shows the edit as a diff and changes nothing before it is accepted', async () => {
    const editor = await opened('one\ntwo\nthree\n');
    const right = await edited(editor, 1, 1, `Here:\n${fence}ts\nTWO\n${fence}\n`);
    await shows(right, 'one\nTWO\nthree\n');
    assert.equal(editor.document.getText(), 'one\ntwo\nthree\n');
    assert.equal(diffs().length, 1);
    assert.match(upstream.asked.at(-1) ?? '', /Make it better\./);
    assert.doesNotMatch(upstream.asked.at(-1) ?? '', /undefined/);
  });

  it('E2: accepts in one undo step, with the line ends of the document', async () => {
    const editor = await opened('one\ntwo\nthree\n', EndOfLine.CRLF);
    const right = await edited(editor, 1, 1, `${fence}\nTWO\nand a half\n${fence}`);
    await shows(right, 'one\r\nTWO\r\nand a half\r\nthree\r\n');
    await commands.executeCommand('dualtrack.acceptEdit');
    assert.equal(editor.document.getText(), 'one\r\nTWO\r\nand a half\r\nthree\r\n');
    await until('the diff is closed', () => diffs().length === 0);
    await window.showTextDocument(editor.document);
    await commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'one\r\ntwo\r\nthree\r\n');
  });

  it('E2: follows its lines while the person types above them', async () => {
    const editor = await opened('one\ntwo\nthree\n');
    upstream.answer = null;
    editor.selection = new Selection(1, 0, 1, 3);
    const asking = commands.executeCommand('dualtrack.editSelection', { instruction: 'Shout.' });
    await until('the request', () => upstream.readers === 1);
    upstream.send(`${fence}\nTW`);
    const typed = await window.showTextDocument(editor.document);
    await typed.edit((edit) => edit.insert(typed.document.positionAt(0), 'zero\n'));
    upstream.send(`O\n${fence}`);
    upstream.end();
    await asking;
    const right = await proposal();
    await shows(right, 'zero\none\nTWO\nthree\n');
    await commands.executeCommand('dualtrack.acceptEdit');
    assert.equal(editor.document.getText(), 'zero\none\nTWO\nthree\n');
  });

  it('E3: takes one block and drops another, by their commands', async () => {
    const editor = await opened('a\nb\nc\nd\n');
    const right = await edited(editor, 0, 3, `${fence}\nA\nb\nc\nD\n${fence}`);
    await shows(right, 'A\nb\nc\nD\n');
    const rightEditor = await until('the right side', () =>
      window.visibleTextEditors.find(({ document }) => document === right),
    );
    rightEditor.selection = new Selection(3, 0, 3, 0);
    await until('the focus', () => window.activeTextEditor === rightEditor);
    await commands.executeCommand('dualtrack.rejectBlock');
    await shows(right, 'A\nb\nc\nd\n');
    rightEditor.selection = new Selection(0, 0, 0, 0);
    await commands.executeCommand('dualtrack.acceptBlock');
    assert.equal(editor.document.getText(), 'A\nb\nc\nd\n');
    await until('the diff is closed', () => diffs().length === 0);
  });

  it('E4: stops the answer when the diff is closed', async () => {
    const editor = await opened('one\ntwo\n');
    upstream.answer = null;
    editor.selection = new Selection(0, 0, 0, 3);
    const asking = commands.executeCommand('dualtrack.editSelection', { instruction: 'Wait.' });
    await until('the request', () => upstream.readers === 1);
    upstream.send(`${fence}\nONE`);
    await until('the diff', () => diffs().length === 1);
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await until('the upstream is let go', () => upstream.readers === 0);
    await asking;
    assert.equal(editor.document.getText(), 'one\ntwo\n');
  });

  it('E3: rejecting leaves the document as it was', async () => {
    const editor = await opened('one\ntwo\n');
    await shows(await edited(editor, 0, 0, `${fence}\nONE\n${fence}`), 'ONE\ntwo\n');
    await commands.executeCommand('dualtrack.rejectEdit');
    await until('the diff is closed', () => diffs().length === 0);
    assert.equal(editor.document.getText(), 'one\ntwo\n');
  });

  it('E5: with several cursors, or nothing to edit, it says so and asks nobody', async () => {
    const editor = await opened('one\ntwo\n\n');
    const before = upstream.asked.length;
    editor.selections = [new Selection(0, 0, 0, 3), new Selection(1, 0, 1, 3)];
    await commands.executeCommand('dualtrack.editSelection', { instruction: 'Both.' });
    editor.selection = new Selection(2, 0, 2, 0);
    await commands.executeCommand('dualtrack.editSelection', { instruction: 'Nothing.' });
    assert.equal(upstream.asked.length, before);
    assert.deepEqual(editor.document.getText(new Range(0, 0, 2, 0)), 'one\ntwo\n');
  });

  it('E5: an edit of the cursor’s line keeps its indentation', async () => {
    const editor = await opened('if (a) {\n    b();\n}\n');
    upstream.answer = `${fence}ts\nc();\n${fence}`;
    editor.selection = new Selection(1, 6, 1, 6);
    await commands.executeCommand('dualtrack.editSelection', { instruction: 'Call c.' });
    await shows(await proposal(), 'if (a) {\n    c();\n}\n');
  });
});
