/** A person who has a commit message written: past a budget that refuses it, and while typing in its box. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { asPerson, withSimulator } from './person.ts';

const run = promisify(execFile);

/** The sample as a repository with one change. */
async function makeRepository(dataDirectory: string): Promise<void> {
  const workspace = join(dirname(dataDirectory), 'workspace');
  const git = (...args: string[]) =>
    run('git', ['-C', workspace, '-c', 'user.name=A', '-c', 'user.email=a@b', ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=The sample');
  await appendFile(join(workspace, 'src/invoice.ts'), '\nexport const currency = "EUR";\n');
}

describe('a person who has a commit message written', () => {
  const upstream = withSimulator({ models: ['gpt-4.1'] });
  const models = { 'gpt-4.1': { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } } };
  const person = asPerson(() => ({
    fill: makeRepository,
    configuration: {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream().url, models } },
      budgets: [{ name: 'pocket', period: 'day', limitUsd: 0.001, hard: true }],
    },
  }));
  const box = () => person.window.page.locator('.scm-editor .view-lines').first();

  it('is refused by a budget, and goes over it once by a button', async () => {
    const { window } = person;
    await window.page.keyboard.press('Control+Shift+G');
    await box().waitFor();
    await window.runCommand('Dualtrack: Write Commit Message');
    const told = window.notification(/pocket/);
    await told.waitFor();
    await window.screenshot('commit-message-refused');
    await told.getByRole('button', { name: 'Allow Once' }).click();
    await box().getByText('simulated').first().waitFor();
    assert.equal(upstream().seen().complete, 1);
  });

  it('types in the box while the message comes: both are kept', async () => {
    const { window } = person;
    upstream().script({ faults: [{ type: 'slow-first-part', delayMs: 3_000 }] });
    await window.runCommand('Dualtrack: Write Commit Message');
    await window
      .notification(/pocket/)
      .getByRole('button', { name: 'Allow Once' })
      .click();
    await window
      .notification(/writing a commit message/)
      .last()
      .waitFor();
    await box().click();
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.type('By hand');
    const told = window.notification(/its box has changed meanwhile/);
    await told.waitFor();
    assert.match(await box().innerText(), /^By\shand$/);
    await window.screenshot('commit-message-beside-what-was-typed');
    await told.getByRole('button', { name: 'Append It' }).click();
    await box()
      .getByText(/costs\snothing/)
      .first()
      .waitFor();
    await box().click();
    await window.page.keyboard.press('Control+Home');
    await box()
      .getByText(/^By\shand$/)
      .waitFor();
  });
});
