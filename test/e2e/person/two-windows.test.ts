/** Two windows of one user: one daemon, one sum, and a profile each. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import type { EditorWindow } from '../workbench/editor-window.ts';
import { asPerson } from './person.ts';

/** Processes are counted where the system shows their arguments as files. */
const withoutProc = process.platform !== 'linux' && 'only Linux lists its processes below /proc';

describe('two windows', () => {
  const person = asPerson();
  let windows: readonly EditorWindow[] = [];

  before(async () => {
    const second = await person.editor.openWindow();
    windows = [person.window, second];
    await second.statusBarItem('Dualtrack').waitFor();
  });
  afterEach((test) => windows[1]?.screenshotOf(test, 2));
  after(() => windows[1]?.close());

  it('W1: that ask at once share one daemon', { skip: withoutProc }, async () => {
    await Promise.all(windows.map(askAboutInvoice));
    const daemons = daemonsOn(person.editor.dataDirectory);
    assert.equal(daemons.length, 1, `daemons: ${daemons.join(', ')}`);
  });

  it('W6: show the same sum of both requests', async () => {
    const texts = await Promise.all(
      windows.map(async (window) => {
        const item = window.statusBarItem(/simulated today/);
        await item.waitFor();
        await window.runCommand('Dualtrack: Show Spend and Latency');
        const requests = window.webview().getByRole('listbox', { name: 'Requests' });
        await requests.getByRole('option').nth(1).waitFor();
        return item.textContent();
      }),
    );
    assert.equal(texts[0], texts[1]);
  });

  it("W7: keep their own profile when the other's is switched", async () => {
    const [first, second] = windows;
    assert.ok(first && second);
    const before = await second.statusBarItem(/simulated today/).textContent();
    await first.pickFrom(first.statusBarItem(/simulated today/), 'sandbox-fast');
    await first.statusBarItem(/sandbox-fast · /).waitFor();
    assert.equal(await second.statusBarItem(/simulated today/).textContent(), before);
  });
});

async function askAboutInvoice(window: EditorWindow): Promise<void> {
  await window.tab('invoice.ts').click();
  await window.selectLines(17, 26);
  await window.runCommand('Dualtrack: Ask About Selection…');
  await window.answer('What does this do?');
  await window.line(/· complete$/).waitFor();
}

/** Processes that were started with this data directory, by their arguments, of whichever parent. */
function daemonsOn(dataDirectory: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const args = argumentsOf(pid);
      return args.some((arg) => arg.endsWith('daemon.mjs')) && args.includes(dataDirectory);
    });
}

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended since the folder was read.
    return [];
  }
}
