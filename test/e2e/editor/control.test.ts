/** What a person does about targets and the gateway: circuit breakers by command, the endpoint for other tools. */
import assert from 'node:assert/strict';
import { commands, env } from 'vscode';
import { ask, closeUntilEnded, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';

describe('circuit breakers by command', () => {
  afterEach(tidyUp);

  const act = (action: string) =>
    commands.executeCommand('dualtrack.circuitBreaker', { target: 'deepseek-v3.2@sandbox', action });

  it('N1: a target held out of service is in no plan until it is put back', async () => {
    await act('disable');
    try {
      selectLines(await openSample(), 0, 2);
      await ask('Who answers while the cheapest is out?');
      const text = await until('the cost line', () => / · complete\n$/.test(shownAnswer()) && shownAnswer());
      assert.match(text, /\ngpt-4\.1@sandbox · /);
    } finally {
      await act('enable');
    }
    await commands.executeCommand('workbench.action.closeAllEditors');
    selectLines(await openSample(), 0, 2);
    await ask('And now?');
    await until('the cost line', () => /\ndeepseek-v3\.2@sandbox · .* · complete\n$/.test(shownAnswer()));
  });
});

describe('the gateway by command', () => {
  afterEach(async () => {
    await setSetting('gateway', undefined);
    await tidyUp();
  });

  it('is enabled, and its settings are copied for a tool that then reaches the models', async () => {
    // Its notification stays until it is read, and the command with it.
    const enabled = commands.executeCommand('dualtrack.enableGateway');
    const settings = await untilCopied();
    await closeUntilEnded(enabled, 'notifications.clearAll');
    const [, url = ''] = /OPENAI_BASE_URL=(\S+)/.exec(settings) ?? [];
    const [, key = ''] = /OPENAI_API_KEY=(\S+)/.exec(settings) ?? [];
    const refused = await fetch(`${url}/models`);
    assert.equal(refused.status, 401);
    const answer = await fetch(`${url}/models`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /"dualtrack\/sandbox-cheap"/);
  });

  async function untilCopied(): Promise<string> {
    await env.clipboard.writeText('');
    for (let tries = 0; tries < 40; tries += 1) {
      // While the gateway is off the command offers to enable it, and waits for the answer to that.
      const copying = commands.executeCommand('dualtrack.copyGatewaySettings', { tool: 'environment' });
      await Promise.race([copying, new Promise((resolve) => setTimeout(resolve, 250))]);
      const text = await env.clipboard.readText();
      if (text.includes('OPENAI_BASE_URL=')) return text;
    }
    assert.fail('nothing was copied');
  }
});
