/** Brings a line of a document to the top of its editor. */
import { type Disposable, Position, Range, Selection, type TextEditor, TextEditorRevealType, workspace } from 'vscode';

/** With the cursor in it. Once: who scrolls on afterwards is left alone. A text that is provided comes some time later. */
export function revealWhenThere(editor: TextEditor, line: number): void {
  const { document } = editor;
  if (reveal(editor, line)) return;
  const listeners: Disposable[] = [
    workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && reveal(editor, line)) dispose();
    }),
    workspace.onDidCloseTextDocument((closed) => {
      if (closed === document) dispose();
    }),
  ];
  const dispose = () => {
    for (const listener of listeners) listener.dispose();
  };
}

function reveal(editor: TextEditor, line: number): boolean {
  if (editor.document.lineCount <= line) return false;
  const start = new Position(line, 0);
  editor.selection = new Selection(start, start);
  editor.revealRange(new Range(start, start), TextEditorRevealType.AtTop);
  return true;
}
