/** The main job: select code, ask, see the answer stream in and what it cost. */
import assert from 'node:assert/strict';
import { commands, Diagnostic, languages, Range, window } from 'vscode';
import { activated, answerDocuments, ask, openSample, selectLines, shownAnswer, tidyUp, until } from './dualtrack.ts';

describe('asking about a selection', () => {
  afterEach(tidyUp);

  it('E8: streams the answer into a read-only Markdown document that ends with the cost line', async () => {
    const code = await openSample();
    selectLines(code, 0, 4);
    await ask('What does this do?');
    const text = await until('the cost line', () => / · complete\n$/.test(shownAnswer()) && shownAnswer());
    assert.match(text, /^> What does this do\?\n>\n> — src\/invoice\.ts, lines 1–5\n/);
    assert.match(text, /simulated answer/);
    assert.match(text, /\nServed by \S+@sandbox: /);
    assert.match(text, /\n\S+@sandbox · .*\d tokens in, .*\d out · .*\$0\.\d+ simulated · .*(ms|s).* · complete\n$/);
    const [document] = answerDocuments();
    assert.equal(document?.languageId, 'dualtrack-answer');
    assert.equal(window.activeTextEditor?.document, document);
    await commands.executeCommand('type', { text: 'x' });
    assert.equal(document?.getText(), text);
  });

  it('shows what was spent today in the status bar', async () => {
    const dualtrack = await activated();
    const code = await openSample();
    selectLines(code, 0, 2);
    const before = dualtrack.statusText();
    await ask('How much is this?');
    await until('the new sum', () => dualtrack.statusText() !== before && !dualtrack.statusText().includes('~spin'));
    assert.match(dualtrack.statusText(), / · \$0\.\d+ simulated today$/);
  });

  it('opens one tab for each answer', async () => {
    const code = await openSample();
    selectLines(code, 0, 2);
    await ask('First?');
    await openSample();
    await ask('Second?');
    const dualtrack = await activated();
    assert.equal(dualtrack.answers().length, 2);
    assert.match(dualtrack.answers()[0] ?? '', /^> First\?/);
    assert.match(dualtrack.answers()[1] ?? '', /^> Second\?/);
  });
});

describe('Fix Selection', () => {
  const reports = languages.createDiagnosticCollection('test');

  after(() => reports.dispose());
  afterEach(tidyUp);

  it('shows in its heading what the editor reports, as it was asked', async () => {
    const editor = await openSample();
    selectLines(editor, 0, 2);
    reports.set(editor.document.uri, [new Diagnostic(new Range(1, 0, 1, 5), 'Nobody uses this.')]);
    await commands.executeCommand('dualtrack.fix');
    const text = await until('the answer', () => / · complete\n$/.test(shownAnswer()) && shownAnswer());
    assert.match(text, /The editor reports:\n> - line 2, error: Nobody uses this\./);
    assert.doesNotMatch(text, /\{diagnostics\}/);
  });
});
