/** What leads a person in, and what measures: each by its command, on the sandbox. */
import assert from 'node:assert/strict';
import { commands, extensions, Uri, window, workspace } from 'vscode';
import { activated, closeUntilEnded, openSample, selectLines, shownAnswer, tidyUp, until } from './dualtrack.ts';

interface Step {
  readonly id: string;
  readonly completionEvents: readonly string[];
  readonly media: { readonly markdown: string };
}

const wholeAnswer = () => (/ · complete\n$/.test(shownAnswer()) ? shownAnswer() : undefined);
const reports = () => workspace.textDocuments.filter(({ uri }) => uri.scheme === 'dualtrack-report');

describe('the walkthrough', () => {
  const extension = extensions.getExtension('dualtrack.dualtrack');
  const walkthrough: { readonly when: string; readonly steps: readonly Step[] } =
    extension?.packageJSON.contributes.walkthroughs[0];

  it('leads through week one; every step completes by an event, and has its text in both languages', async () => {
    const ids = walkthrough.steps.map(({ id }) => id.replace('dualtrack.', ''));
    assert.deepEqual(ids, ['try', 'key', 'cheapest', 'watch', 'budget', 'switch']);
    const folder = extension?.extensionUri ?? Uri.file('/');
    for (const { completionEvents, media, id } of walkthrough.steps) {
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) assert.match(event, /^on(Command|Context|SettingChanged|View):dualtrack\./);
      for (const file of [media.markdown, media.markdown.replace('.md', '.nls.zh-cn.md')])
        assert.ok((await workspace.fs.stat(Uri.joinPath(folder, file))).size > 0, file);
    }
  });

  it('opens by its command alone: it is not there while the extension is being installed', () => {
    assert.equal(walkthrough.when, 'dualtrack.active');
  });

  it('leads to commands that exist, and completes on those', async () => {
    await activated();
    const all = new Set(await commands.getCommands(true));
    const named = walkthrough.steps.flatMap(({ completionEvents }) =>
      completionEvents.flatMap((event) => (event.startsWith('onCommand:') ? [event.slice('onCommand:'.length)] : [])),
    );
    assert.deepEqual(
      [...named, 'dualtrack.getStarted', 'dualtrack.addTrack'].filter((name) => !all.has(name)),
      [],
    );
  });
});

describe('the first question', () => {
  afterEach(tidyUp);

  it('is asked about the code that is selected', async () => {
    selectLines(await openSample(), 0, 2);
    await commands.executeCommand('dualtrack.firstQuestion');
    assert.match(await until('the answer', wholeAnswer), /invoice\.ts[\s\S]*@sandbox · /);
  });

  it('brings a few lines along where none is selected', async () => {
    await commands.executeCommand('dualtrack.firstQuestion');
    assert.match(await until('the answer', wholeAnswer), /Untitled-1[\s\S]*@sandbox · /);
    const sample = workspace.textDocuments.find(({ uri }) => uri.scheme === 'untitled');
    assert.match(sample?.getText() ?? '', /function median/);
    // It has never been saved, and the editor would ask.
    for (const { document } of window.visibleTextEditors) {
      if (document !== sample) continue;
      await window.showTextDocument(document);
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });
});

describe('measuring', () => {
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeQuickOpen');
    await tidyUp();
  });

  it('shows the price first; after a yes a document tells times, success and cost', async () => {
    const measuring = commands.executeCommand('dualtrack.benchmark', { models: ['gpt-4.1@sandbox'], requests: 2 });
    for (let tries = 0; tries < 40 && reports().length === 0; tries += 1) {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await measuring;
    const text = await until('the document', () => reports().at(-1)?.getText() || undefined);
    assert.match(text, /\| `gpt-4\.1@sandbox` \| 100 % \| \d+ \/ \d+ \/ \d+ \| .* \| 10\.0 \| simulated \|/);
    assert.equal(reports().at(-1)?.languageId, 'markdown');
  });

  it('sends nothing where the list is closed', async () => {
    const before = reports().length;
    const measuring = commands.executeCommand('dualtrack.benchmark', { models: ['gpt-4.1@sandbox'], requests: 2 });
    await closeUntilEnded(measuring, 'workbench.action.closeQuickOpen');
    assert.equal(reports().length, before);
  });

  it('plays a fire drill through the profile of the window, and shows a scorecard', async () => {
    await commands.executeCommand('dualtrack.fireDrill');
    const text = await until('the scorecard', () =>
      reports()
        .map((document) => document.getText())
        .find((shown) => shown.startsWith('# Fire drill')),
    );
    assert.match(text, /Profile `sandbox-cheap` \(cheapest\): rules that held: \d+ of 16\./);
    assert.equal(text.match(/\| [✓✗] /g)?.length, 16);
  });
});
