/** What a person reads about a route: picked from the latest requests, or named. */
import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { ask, openSample, selectLines, tidyUp, until } from './dualtrack.ts';

describe('Explain Route of Request…', () => {
  afterEach(tidyUp);

  const routes = () => workspace.textDocuments.filter(({ uri }) => uri.scheme === 'dualtrack-route');

  it('N3: shows the plan of the request that is picked, with its reasons, in a text that nobody can change by accident', async () => {
    await commands.executeCommand('dualtrack.switchProfile', { profile: 'default' });
    selectLines(await openSample(), 0, 2);
    await ask('Who answers this?');
    const explained = commands.executeCommand('dualtrack.explainRoute');
    // The latest request is the first of the list, which takes a moment to fill.
    for (let tries = 0; tries < 40 && routes().length === 0; tries += 1) {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await explained;
    const text = await until('the route', () => routes().at(-1)?.getText());
    assert.match(text, /^Route of request [\w-]+\nDecided at .* by the profile default \(priority\)/);
    assert.match(text, /1\. gpt-4\.1@sandbox — served\n {3}place 1 in the profile/);
    assert.match(text, /It was answered; attempts: 1\.\nDecided again on the same inputs, the plan is the same\./);
  });

  it('tells that a request is not kept', async () => {
    await commands.executeCommand('dualtrack.explainRoute', { requestId: 'no-such-request' });
    assert.equal(
      routes().some(({ uri }) => uri.path.includes('no-such')),
      false,
    );
    await commands.executeCommand('notifications.clearAll');
  });
});
