/** A person whose editor speaks Simplified Chinese: commands, questions, answers' ends and the panel do, too. */
import { after, afterEach, before, describe, it } from 'node:test';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

describe('a person who reads Chinese', () => {
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    editor = await Editor.start({ installed: true });
    window = await editor.openWindow('src/invoice.ts', 'zh-cn');
    await window.statusBarItem('Dualtrack').waitFor();
  });
  afterEach((test) => window.screenshotOf(test));
  after(() => editor?.close());

  it('E7: asks by a command of that name, and reads the end of the answer', async () => {
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: 解释所选代码');
    await window.line(/解释这段代码/).waitFor();
    await window.line(/完整$/).waitFor();
    await window.statusBarItem(/（模拟）/).waitFor();
  });

  it('E7: sees the panel in Chinese', async () => {
    await window.runCommand('Dualtrack: 显示花费与延迟');
    await window
      .webview()
      .getByText(/今天|今日/)
      .first()
      .waitFor();
    await window.screenshot('panel-chinese');
  });
});
