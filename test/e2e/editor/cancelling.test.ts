/** Every way to stop an answer reaches the upstream, and nothing is left running. */
import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { activated, ask, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';
import { SlowUpstream } from './slow-upstream.ts';

describe('cancelling', () => {
  let upstream: SlowUpstream;
  before(async () => {
    upstream = await SlowUpstream.start();
  });
  beforeEach(async () => {
    await setSetting('tracks', { local: upstream.track });
    await setSetting('profiles', { local: { strategy: 'priority', targets: ['slow@local'] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'local' });
    selectLines(await openSample(), 0, 2);
  });
  afterEach(tidyUp);
  after(() => upstream.stop());

  /** Asks, and waits until words stream into the document. */
  async function streaming(): Promise<{ ended: Promise<void> }> {
    const ended = ask('Without an end?');
    await until('the first words', () => /word word/.test(shownAnswer()));
    assert.equal(upstream.readers, 1);
    return { ended };
  }

  it('E4: happens when the answer is closed, and the upstream is left within 250 ms of it', async () => {
    const dualtrack = await activated();
    const { ended } = await streaming();
    const tab = window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab);
    await window.tabGroups.close(tab);
    await until('the upstream to be left', () => upstream.readers === 0, 250);
    await ended;
    assert.equal(dualtrack.answers().length, 0);
    await until('the status bar to rest', () => !dualtrack.statusText().includes('~spin'));
  });

  it('E4: happens by command, and the answer keeps what came, marked as incomplete', async () => {
    const { ended } = await streaming();
    await commands.executeCommand('dualtrack.stop');
    await until('the upstream to be left', () => upstream.readers === 0, 250);
    await ended;
    const text = await until('the end', () => /incomplete\n$|Stopped/.test(shownAnswer()) && shownAnswer());
    assert.match(text, /word word/);
    assert.doesNotMatch(text, / · complete\n/);
  });

  it('E5: does not happen when the code is closed: the answer goes on', async () => {
    const { ended } = await streaming();
    const code = window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label === 'invoice.ts');
    assert.ok(code);
    await window.tabGroups.close(code);
    const length = shownAnswer().length;
    await until('more words', () => shownAnswer().length > length);
    assert.equal(upstream.readers, 1);
    await commands.executeCommand('dualtrack.stop');
    await ended;
  });

  it('E5: does not happen when the answer moves to another group', async () => {
    const { ended } = await streaming();
    await commands.executeCommand('workbench.action.moveEditorToPreviousGroup');
    const length = shownAnswer().length;
    await until('more words', () => shownAnswer().length > length);
    assert.equal(upstream.readers, 1);
    await commands.executeCommand('dualtrack.stop');
    await ended;
  });
});
