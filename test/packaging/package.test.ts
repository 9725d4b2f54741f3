/** The package as people install it: what is in it, how large it is, and that the main job runs from it alone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { mostPackageBytes, type Packed, packExtension } from '../../scripts/package.ts';
import { zipEntries } from '../../scripts/zip-entries.ts';
import { Editor } from '../e2e/workbench/editor.ts';
import type { EditorWindow } from '../e2e/workbench/editor-window.ts';

const folder = mkdtempSync(join(tmpdir(), 'dualtrack-package-'));
let packed: Packed;
/** Processes are found where the system shows their arguments as files. */
const withoutProc = process.platform !== 'linux' && 'only Linux lists its processes below /proc';

before(async () => {
  packed = await packExtension(folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('S3: holds what runs and what is read, and nothing else', () => {
    const names = zipEntries(readFileSync(packed.file)).map(({ name }) => name);
    const walkthrough = /^extension\/media\/walkthrough\/[\w.-]+\.md$/;
    const piece = /^extension\/dist\/extension\/[\w-]+\.cjs$/;
    assert.deepEqual(names.filter((name) => !walkthrough.test(name) && !piece.test(name)).sort(), [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/THIRD_PARTY_NOTICES',
      'extension/changelog.md',
      'extension/dist/cli.mjs',
      'extension/dist/daemon.mjs',
      'extension/dist/extension.cjs',
      'extension/dist/o200k_base.json.br',
      'extension/dist/telemetry.mjs',
      'extension/dist/token-worker.mjs',
      'extension/dist/webview.js',
      'extension/l10n/bundle.l10n.zh-cn.json',
      'extension/media/answer-language.json',
      'extension/media/answer.tmLanguage.json',
      'extension/media/icon.png',
      'extension/media/icon.svg',
      'extension/media/panel.svg',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/package.nls.zh-cn.json',
      'extension/readme.md',
    ]);
  });

  it('P5: is under 2 MB', () => {
    const { length } = readFileSync(packed.file);
    assert.ok(length < mostPackageBytes, `${length} bytes`);
  });

  it('S3: is byte for byte the same when it is packed again', async () => {
    const again = mkdtempSync(join(tmpdir(), 'dualtrack-package-'));
    try {
      assert.equal((await packExtension(again)).sha256, packed.sha256);
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });
});

describe('the package, installed in an editor that has nothing else', () => {
  let editor: Editor;
  let window: EditorWindow;

  before(async () => {
    editor = await Editor.start({ vsix: packed.file });
    window = await editor.openWindow();
  });
  after(() => editor?.close());

  it('answers a question about the selection, with its cost', async () => {
    await window.statusBarItem(/^\s*Dualtrack$/).waitFor();
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Ask About Selection…');
    await window.answer('Is the discount rounded to the cent?');
    await window.line(/^gpt-4\.1@sandbox · \d+ tokens in, \d+ out · \$0\.\d+/).waitFor();
    await window.line(/· complete$/).waitFor();
    await window.statusBarItem(/ · \$0\.\d+ simulated today/).waitFor();
  });

  it('shows the panel', async () => {
    await window.runCommand('Dualtrack: Show Spend and Latency');
    await window.webview().getByRole('heading', { name: 'Spent today' }).waitFor();
  });

  it('runs the daemon of the package, not that of the checkout', { skip: withoutProc }, () => {
    assert.match(daemonProgram(), /\/extensions\/dualtrack\.dualtrack-[\d.]+\/dist\/daemon\.mjs$/);
  });

  it('has the data by which tokens are counted beside its worker', { skip: withoutProc }, async () => {
    const worker = new Worker(join(dirname(daemonProgram()), 'token-worker.mjs'));
    try {
      worker.postMessage({ id: 1, texts: ['hello world', ' naïve 你好'] });
      const [answer] = await once(worker, 'message');
      const tokens = countTokens('hello world') + countTokens(' naïve 你好');
      assert.deepEqual(answer, { id: 1, tokens });
    } finally {
      await worker.terminate();
    }
  });

  /** What runs with this editor's data directory. */
  function daemonProgram(): string {
    const daemons = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(argumentsOf)
      .filter((args) => args.includes(editor.dataDirectory));
    assert.equal(daemons.length, 1);
    return daemons[0]?.find((arg) => arg.endsWith('daemon.mjs')) ?? assert.fail();
  }
});

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended since the folder was read.
    return [];
  }
}
