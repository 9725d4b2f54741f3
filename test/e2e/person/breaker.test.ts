/** A person whose upstream fails: the circuit breaker opens, the panel shows since when, a button there closes it again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { asPerson, withSimulator } from './person.ts';

describe('a person whose upstream fails', () => {
  const upstream = withSimulator();
  const profile = {
    strategy: 'priority',
    targets: ['gpt-4.1@relay'],
    retry: { attempts: 1 },
    // Long enough for whatever machine this runs on: nothing but the button closes it.
    breaker: { failures: 2, openMs: 3_600_000, maxOpenMs: 3_600_000, successes: 1 },
  };
  const person = asPerson(() => ({
    sameWindow: true,
    configuration: {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream().url, models: { 'gpt-4.1': {} } } },
      profiles: { plain: profile },
      activeProfile: 'plain',
    },
  }));
  let panel: FrameLocator;

  async function explainLines(first: number, last: number, end: RegExp): Promise<void> {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(first, last);
    await window.runCommand('Dualtrack: Explain Selection');
    // The answer before this one may end alike.
    await window.line(new RegExp(`src/invoice\\.ts, lines ${first}–${last}$`)).waitFor();
    await window.line(end).waitFor();
  }

  it('is told that the target failed too often, and when it is tried again', async () => {
    const { window } = person;
    upstream().script({ afterwards: { type: 'status', status: 500 } });
    await explainLines(1, 6, /No answer\.\*\* gpt-4\.1@relay: 500/);
    await explainLines(7, 12, /No answer\.\*\* gpt-4\.1@relay: 500/);
    await explainLines(17, 26, /No answer\.\*\* gpt-4\.1@relay failed/);
    await window.notification(/failed too often; it is tried again in [\d.]+ s/).waitFor();
  });

  it('sees it open in the panel, with the time of its trip', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Open Panel in Editor');
    panel = window.webview();
    const breaker = panel.locator('.breakers li', { hasText: 'gpt-4.1' });
    await breaker.getByText('Open', { exact: true }).waitFor();
    const note = (await breaker.locator('.note').innerText()).replaceAll(/\s/g, ' ');
    assert.match(note, /probed in \d+ s · tripped 1 time · last at \d+:\d\d( [AP]M)?: failures in a row/);
    await window.screenshot('breaker-open');
  });

  it('resets it by a button there, and the next question is answered', async () => {
    upstream().script({});
    const before = upstream().seen().requests;
    await panel.getByRole('button', { name: 'Reset gpt-4.1@relay' }).click();
    await panel.locator('.breakers li', { hasText: 'gpt-4.1' }).getByText('Closed', { exact: true }).waitFor();
    await explainLines(1, 6, /complete$/);
    assert.equal(upstream().seen().requests, before + 1);
  });
});
