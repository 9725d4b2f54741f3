/** What ships as questions, own prompts, follow-ups, asking again, and earlier answers. */
import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { activated, ask, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';
import { ScriptedUpstream } from './scripted-upstream.ts';

describe('questions and conversations', () => {
  let upstream: ScriptedUpstream;

  before(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    upstream.answer = 'It adds.';
    await setSetting('tracks', { scripted: upstream.track });
    await setSetting('profiles', { scripted: { strategy: 'priority', targets: ['scripted@scripted'] } });
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'scripted' });
    selectLines(await openSample(), 0, 4);
  });
  afterEach(async () => {
    await setSetting('prompts', undefined);
    await setSetting('exclude', undefined);
    await tidyUp();
  });
  after(() => upstream.stop());

  const lastAsked = () => upstream.asked.at(-1) ?? '';

  for (const [command, expected] of [
    ['review', /Review this code: faults first/],
    ['fix', /The editor reports:\\n(nothing|- line)/],
    ['refactor', /without changing what it does/],
    ['writeTests', /Write tests for this code/],
    ['document', /usual in typescript/],
  ] as const) {
    it(`asks what ships: ${command}`, async () => {
      await commands.executeCommand(`dualtrack.${command}`);
      assert.match(lastAsked(), expected);
      assert.match(lastAsked(), /src\/invoice\.ts, lines 1–5/);
      await until('the answer', () => /It adds\.[\s\S]*complete\n$/.test(shownAnswer()));
    });
  }

  it('asks a prompt of one’s own, its variables filled', async () => {
    await setSetting('prompts', { short: { question: 'In {language}, shortly: {selection}' } });
    await commands.executeCommand('dualtrack.askWithPrompt', { prompt: 'short' });
    assert.match(lastAsked(), /In typescript, shortly: src\/invoice\.ts, lines 1–5/);
    assert.equal(lastAsked().match(/lines 1–5/g)?.length, 1);
  });

  it('goes on in the same document, with all that was said', async () => {
    await ask('What does it do?');
    upstream.answer = 'Because.';
    await commands.executeCommand('dualtrack.followUp', { question: 'And why?' });
    const text = await until('the second turn', () => shownAnswer().includes('Because.') && shownAnswer());
    assert.match(text, /> What does it do\?[\s\S]*It adds\.[\s\S]*> And why\?[\s\S]*Because\./);
    const { messages } = JSON.parse(lastAsked());
    assert.deepEqual(
      messages.map(({ role }: { role: string }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.equal((await activated()).answers().length, 1);
  });

  it('asks the same again at a named target, in a document of its own', async () => {
    await ask('What does it do?');
    await commands.executeCommand('dualtrack.askAgainWith', { model: 'gpt-4.1@sandbox' });
    await until(
      'the other answer',
      () => / · complete\n$/.test(shownAnswer()) && shownAnswer().includes('gpt-4.1@sandbox'),
    );
    assert.equal((await activated()).answers().length, 2);
  });

  it('keeps an answer whose tab was closed, in memory', async () => {
    await ask('Where do you go?');
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await until('the tab is closed', () => shownAnswer() === '');
    const shown = commands.executeCommand('dualtrack.showEarlierAnswers');
    await until('the answer', () => {
      // The list takes a moment to stand; where it does not yet, this does nothing.
      void commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return shownAnswer().includes('Where do you go?');
    });
    await shown;
  });

  it('S4: sends nothing of a file that the settings exclude', async () => {
    await setSetting('exclude', ['src/**']);
    const before = upstream.asked.length;
    await ask('What does it do?');
    assert.equal(upstream.asked.length, before);
    assert.ok(window.activeTextEditor?.document.uri.path.endsWith('invoice.ts'));
  });
});
