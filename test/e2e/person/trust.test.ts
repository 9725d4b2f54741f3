/** Whom a person trusts: a folder that is opened for the first time, and another address for a key that was given. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { ScriptedUpstream } from '../editor/scripted-upstream.ts';
import { Editor } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

const key = 'sk-person-71c0de5afe44';

describe('a person who opens a folder of somebody else', () => {
  /** Where the person's key is meant to go. */
  let own: ScriptedUpstream;
  /** Where the folder would have it go, and later the person, too. */
  let other: ScriptedUpstream;
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    [own, other] = await Promise.all([ScriptedUpstream.start(), ScriptedUpstream.start()]);
    editor = await Editor.start({
      installed: true,
      askForTrust: true,
      configuration: { localServers: { discover: false } },
      settings: {
        ...settingsFor(own),
        'editor.autoClosingQuotes': 'never',
        'editor.autoClosingBrackets': 'never',
      },
      workspaceSettings: {
        ...settingsFor(other),
        'dualtrack.gateway': { enabled: true },
        'dualtrack.activeProfile': 'cheapest',
        'dualtrack.prompts': { theirs: { title: 'Their Prompt', question: 'Say what {selection} is.' } },
      },
    });
    window = await editor.openWindow();
  });
  afterEach((test) => window?.screenshotOf(test));
  after(async () => {
    await editor?.close();
    await Promise.all([own?.stop(), other?.stop()]);
  });

  it('S1: may ask without trusting it: nothing of its settings counts', async () => {
    await window.statusBarItem('Restricted Mode').waitFor();
    await window.statusBarItem(/^\s*Dualtrack$/).waitFor();
    await giveKey();
    await explain(1, 6);
    await window.line(/^scripted@relay · /).waitFor();
    await window.line(/\bcomplete$/).waitFor();
    assert.deepEqual(own.keys, [`Bearer ${key}`]);
    assert.deepEqual(await ownPrompts(), []);
    assertUntouched();
  });

  it('S1: trusts it: its prompts and its profile count, but it redirects no track and opens no gateway', async () => {
    await window.runCommand('Workspaces: Manage Workspace Trust');
    await window.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await window.statusBarItem('Restricted Mode').waitFor({ state: 'hidden' });
    await window.page
      .getByRole('button', { name: /^Close/ })
      .last()
      .click();
    await window.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
    await window.statusBarItem(/cheapest · /).waitFor();
    assert.deepEqual(await ownPrompts(), ['Their Prompt']);
    await explain(7, 12);
    await window.line(/^scripted@relay · /).waitFor();
    await window.line(/\bcomplete$/).waitFor();
    assert.deepEqual(own.keys, [`Bearer ${key}`, `Bearer ${key}`]);
    assertUntouched();
  });

  it('W9: is asked when the own settings send a key elsewhere; until then it does not leave', async () => {
    await window.replaceSettings(settingsFor(other));
    const question = await questionOfOrigin();
    const said = await question.innerText();
    assert.ok(said.includes(own.origin) && said.includes(other.origin), said);
    assert.equal(said.includes(key), false);
    await window.screenshot('key-moved');
    await explain(1, 6);
    await window.line(/No answer\./).waitFor();
    assert.deepEqual(other.keys, []);
  });

  it('W9: has it sent there once that is allowed', async () => {
    const question = await questionOfOrigin();
    await question.getByRole('button', { name: 'Send It There' }).click();
    await question.waitFor({ state: 'hidden' });
    await explain(7, 12);
    await window.line(/\bcomplete$/).waitFor();
    assert.deepEqual(other.keys, [`Bearer ${key}`]);
    assert.equal(own.keys.length, 2);
  });

  /** Among all notifications: one that nobody answers leaves the screen, and stays there. */
  async function questionOfOrigin(): Promise<Locator> {
    await window.runCommand('Notifications: Show Notifications');
    const question = window.page.locator('.notifications-center .notification-list-item', {
      hasText: /The configuration would now send it/,
    });
    await question.waitFor();
    return question;
  }

  async function explain(first: number, last: number): Promise<void> {
    await window.runCommand('View: Close All Editor Groups');
    await window.openFile('invoice.ts');
    await window.tab('invoice.ts').click();
    await window.selectLines(first, last);
    await window.runCommand('Dualtrack: Explain Selection');
  }

  async function giveKey(): Promise<void> {
    await window.runCommand('Dualtrack: Set API Key…');
    await window.pick('relay');
    await window.answer(key);
    await window.notification(/The key “relay” is set/).waitFor();
  }

  /** The titles of the prompts that are the person's or the folder's own. */
  async function ownPrompts(): Promise<readonly string[]> {
    await window.runCommand('Dualtrack: Ask With Prompt…');
    const rows = window.quickInput.locator('.monaco-list-row .quick-input-list-row:first-child');
    await rows.filter({ hasText: 'Explain' }).waitFor();
    const titles = await rows.allInnerTexts();
    await window.page.keyboard.press('Escape');
    await window.quickInput.waitFor({ state: 'hidden' });
    return titles.filter((title) => /Their/.test(title));
  }

  function assertUntouched(): void {
    assert.deepEqual(other.keys, []);
    assert.equal(readdirSync(editor.dataDirectory).includes('gateway-token'), false);
  }
});

function settingsFor(upstream: ScriptedUpstream): Readonly<Record<string, unknown>> {
  return { 'dualtrack.tracks': { relay: { ...upstream.track, apiKey: { secret: 'relay' } } } };
}
