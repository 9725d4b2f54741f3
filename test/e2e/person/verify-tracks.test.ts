/** A person checks the tracks: sees at a glance which one fails, and reads what to do about it. */
import { describe, it } from 'node:test';
import { asPerson, withSimulator } from './person.ts';

describe('verifying tracks, as a person', () => {
  const simulator = withSimulator();
  const models = { 'gpt-4.1': {} };
  const person = asPerson(() => ({
    sameWindow: true,
    configuration: {
      tracks: {
        relay: { provider: 'openai-compatible', baseUrl: simulator().url, models },
        pasted: { provider: 'openai-compatible', baseUrl: `${simulator().url}/chat/completions`, models },
      },
      profiles: { default: { strategy: 'priority', targets: ['gpt-4.1@relay'] } },
      activeProfile: 'default',
    },
  }));

  it('shows the track that fails first, and tells the base URL that was meant', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.runCommand('Dualtrack: Verify Tracks');
    await window.quickInput
      .locator('.monaco-list-row', { hasText: /pasted/ })
      .first()
      .waitFor();
    await window.screenshot('verify-tracks');
    await window.pick(/pasted/);
    await window
      .notification(/Set tracks\.pasted\.baseUrl to http:\/\/127\.0\.0\.1:\d+\/v1: there the models are listed/)
      .waitFor();
  });
});
