/** A person who has seen enough: the Cancel button of the notification ends the answer, and the upstream hears of it. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { SlowUpstream } from '../editor/slow-upstream.ts';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

describe('a person who cancels', () => {
  let upstream: SlowUpstream;
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    upstream = await SlowUpstream.start();
    const configuration = { tracks: { relay: upstream.track } };
    editor = await Editor.start({ configuration, installed: true });
    window = await editor.openWindow();
  });
  afterEach((test) => window.screenshotOf(test));
  after(async () => {
    await editor?.close();
    await upstream?.stop();
  });

  it('E4: the Cancel button ends the answer, which keeps what came and says that it was stopped', async () => {
    await window.statusBarItem(/Dualtrack/).waitFor();
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/word word word/).waitFor();
    const asking = window.notification(/asking/);
    await asking.hover();
    await asking.getByRole('button', { name: 'Cancel' }).click();
    await window
      .line(/incomplete|[Ss]topped/)
      .first()
      .waitFor();
    await window
      .line(/word word word/)
      .first()
      .waitFor();
    assert.equal(upstream.readers, 0);
  });
});
