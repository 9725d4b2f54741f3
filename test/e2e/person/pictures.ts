/** Takes the pictures of the README in a real editor, on the sandbox: run by `npm run pictures`, never by a test. */
import { join } from 'node:path';
import { projectFolder } from '../../../scripts/paths.ts';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

const editor = await Editor.start({ installed: true });
try {
  const window = await editor.openWindow();
  await window.statusBarItem('Dualtrack').waitFor();
  await askInFront(window);
  await editASelection(window);
} finally {
  await editor.close();
}

async function askInFront(window: EditorWindow): Promise<void> {
  await window.tab('invoice.ts').click();
  await window.selectLines(17, 26);
  await window.runCommand('Dualtrack: Ask About Selection…');
  await window.answer('Is the discount rounded to the cent?');
  await window.line(/complete$/).waitFor();
  await window.runCommand('Dualtrack: Show Spend and Latency');
  await window.webview().getByRole('heading', { name: 'Spent today' }).waitFor();
  await take(window, 'answer');
}

async function editASelection(window: EditorWindow): Promise<void> {
  // The whole width is the diff's, one side beside the other.
  await window.runCommand('View: Hide Panel');
  await window.runCommand('View: Close All Editors');
  await window.openFile('invoice.ts');
  await window.selectLines(17, 26);
  await window.runCommand('Dualtrack: Edit Selection…');
  await window.answer('Make it shorter.');
  await window.line(/A simulated edit in the name of/).waitFor();
  await take(window, 'edit');
}

async function take(window: EditorWindow, name: string): Promise<void> {
  // What passes by itself is no part of the picture.
  await window.runCommand('Notifications: Clear All Notifications');
  await window.quickInput.waitFor({ state: 'hidden' });
  await window.page.screenshot({ path: join(projectFolder, 'docs', 'images', `${name}.png`), scale: 'css' });
}
