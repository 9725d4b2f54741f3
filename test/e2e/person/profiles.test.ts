/** A person who pays: sees in the list of profiles what each would have cost this month, and why in a report. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillMonth } from './full-month.ts';
import { asPerson, withSimulator } from './person.ts';

const price = (inputUsdPerMTok: number, outputUsdPerMTok: number) => ({ price: { inputUsdPerMTok, outputUsdPerMTok } });
const rowsBefore = 20_000;

describe('a person who compares profiles', () => {
  const upstream = withSimulator();
  const models = { 'claude-sonnet-4.5': price(15, 15), 'deepseek-v3.2': price(0.42, 1.68) };
  const person = asPerson(() => ({
    sameWindow: true,
    configuration: {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream().url, models } },
      profiles: {
        dear: { strategy: 'priority', targets: ['claude-sonnet-4.5@relay'] },
        thrifty: { strategy: 'cheapest', targets: ['*@relay'] },
      },
      activeProfile: 'dear',
      localServers: { discover: false },
    },
    fill: (dataDirectory) => fillMonth(dataDirectory, 'claude-sonnet-4.5@relay', rowsBefore),
  }));

  const row = (name: string) => person.window.quickInput.locator('.monaco-list-row', { hasText: name }).first();

  /** What the list says of a profile, in dollars; waits until it says so. */
  async function costInList(name: string): Promise<number> {
    const { window } = person;
    await window.quickInput.locator('input.input').fill(name);
    const said = row(name).filter({ hasText: 'this month' });
    await said.waitFor();
    const cost = /≈ \$([\d,.]+) this month/.exec((await said.innerText()).replaceAll(/\s/g, ' '))?.[1];
    assert.ok(cost !== undefined);
    return Number(cost.replaceAll(',', ''));
  }

  async function openList(): Promise<void> {
    const { window } = person;
    await window.statusBarItem(/dear · /).click();
    await row('dear').waitFor();
  }

  it('E9: picks from a list that stands at once, and then says what each would have cost this month', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: Explain Selection');
    await window.line(/^claude-sonnet-4\.5@relay · /).waitFor();
    await window.line(/complete$/).waitFor();
    // The price of a selection is shown to those who want it.
    assert.equal(await window.statusBarItem(/tokens · /).count(), 0);
    await openList();
    const [dear, thrifty] = [await costInList('dear'), await costInList('thrifty')];
    // 15 and 15 dollars a million against 0.42 and 1.68.
    assert.ok(thrifty > 0 && dear > 5 * thrifty, `${dear} against ${thrifty}`);
    await window.quickInput.locator('input.input').fill('gcp-only');
    await row('gcp-only')
      .filter({ hasText: `${rowsBefore + 1} requests it could not have taken` })
      .waitFor();
    await window.quickInput.locator('input.input').fill('');
    await window.screenshot('profiles-with-costs');
    await window.page.keyboard.press('Escape');
  });

  it('sees the costs at once the next time, with what came since', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.runCommand('Dualtrack: Review Selection');
    await window.line(/^> Review/).waitFor();
    await window.statusBarItem(/dear · /).waitFor();
    await openList();
    const openedAtMs = performance.now();
    await costInList('thrifty');
    const tookMs = performance.now() - openedAtMs;
    console.log(`# the costs stood in the list ${tookMs.toFixed(0)} ms after it`);
    assert.ok(tookMs < 3_000, `${tookMs} ms`);
    await window.page.keyboard.press('Escape');
  });

  it('N3: reads what another profile would have cost, per model and day, and what of it is measured', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: Compare Profiles…');
    await row('thrifty').waitFor();
    const listed = (await row('thrifty').innerText()).replaceAll(/\s/g, ' ');
    assert.match(listed, /≈ \$\d+\.\d+.*what happened: \$\d+\.\d+/);
    await window.quickInput.locator('input.input').fill('thrifty');
    await row('thrifty').click();
    await window.tab(/What if: profile thrifty \d{4}-\d\d-\d\d \d\d:\d\d$/).waitFor();
    const report = window.webview();
    const told = (...cells: string[]) => report.locator('tr', { hasText: new RegExp(cells.join('\\s*')) }).first();
    await report.getByRole('heading', { name: 'What if: profile thrifty' }).waitFor();
    await told('all', 'happened', '20002', '0', '\\$').waitFor();
    await told('claude-sonnet-4\\.5', 'happened', '20002').waitFor();
    await told('deepseek-v3\\.2', 'happened', '0').waitFor();
    await window.screenshot('what-if');
    await told('20\\d\\d-\\d\\d-\\d\\d', 'happened').waitFor();
    await report.getByText(/0 requests are measured/).waitFor();
    await report.getByText(/20002 are estimated: the same tokens at the other target/).waitFor();
  });
});
