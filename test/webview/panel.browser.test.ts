/** The built panel in a real browser: what a person sees, presses and hears in each theme, and that it stays small. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { ToPanel } from '../../protocol/panel.ts';
import type { Overview } from '../../protocol/status.ts';
import { outFolder } from '../../scripts/paths.ts';
import { attemptRow, busyOverview, emptyOverview, nowMs, problems, runningRequest } from './overviews.ts';
import { firstPaintAfterLoadingMs, update, violations } from './page-measures.ts';
import { bundlePanel, launchBrowser, openPanel, type PanelPage, type PanelPageOptions } from './panel-page.ts';
import { requestsPage, spendSeries, targetSeries } from './series.ts';
import { type ThemeName, themes } from './themes.ts';

const ready: ToPanel = { type: 'daemon', daemon: { state: 'ready' } };
const failed: ToPanel = {
  type: 'daemon',
  daemon: { state: 'failed', reason: 'The daemon ended while it was starting.' },
};
const show = (overview: Overview): ToPanel => ({ type: 'overview', overview });

const figures: readonly ToPanel[] = [
  { type: 'spend', series: spendSeries },
  { type: 'targets', series: targetSeries },
  { type: 'requests', before: null, page: requestsPage(10, 200, '2026-11.7') },
];
const notLoaded: ToPanel = { type: 'not-loaded', what: 'spend', reason: 'The journal cannot be read.' };

const pictures = join(outFolder, 'artifacts');
const themeNames = Object.keys(themes).filter((name): name is ThemeName => name in themes);

/** Everything the panel can be in, by the name of its picture, in an order in which one can follow the other. */
const states: readonly (readonly [string, readonly ToPanel[]])[] = [
  ['starting', [{ type: 'daemon', daemon: { state: 'starting' } }]],
  ['stopped', [{ type: 'daemon', daemon: { state: 'stopped' } }]],
  ['empty', [ready, show(emptyOverview)]],
  ['busy', [show(busyOverview)]],
  ['charts', figures],
  ['problems', [show({ ...busyOverview, revision: 8, problems })]],
  ['not-loaded', [notLoaded]],
  ['failed', [failed]],
];

/** For people to look at. In CSS pixels: what is written of four times as many takes longer than the check beside it. */
function takePicture(page: Page, name: string): Promise<Buffer> {
  return page.screenshot({ path: join(pictures, `panel-${name}.png`), fullPage: true, scale: 'css' });
}

describe('the panel in a browser', () => {
  let browser: Browser;
  let bundle: string;
  before(async () => {
    mkdirSync(pictures, { recursive: true });
    [browser, bundle] = await Promise.all([launchBrowser(), bundlePanel()]);
  });
  after(() => browser?.close());

  /** Opens a panel, hands it over, closes it whatever happens, and lets no console error pass. */
  async function withPanel(options: PanelPageOptions, use: (panel: PanelPage) => Promise<void>): Promise<void> {
    const panel = await openPanel(browser, bundle, options);
    try {
      await use(panel);
      assert.deepEqual(panel.errors, []);
    } finally {
      await panel.close();
    }
  }

  it('E7: writes every sum on one line, its sign included, and within the panel, however narrow it is', async () => {
    const { today, month } = busyOverview;
    const overview: Overview = {
      ...busyOverview,
      today: { ...today, billedCostNanoUsd: 2_030_000 },
      month: { ...month, billedCostNanoUsd: 12_345_670_000_000, unknownCost: 1, savedNanoUsd: -954_000 },
    };
    for (const width of [240, 320, 480, 520, 860, 1_180, 1_400]) {
      await withPanel({ width }, async ({ page, post }) => {
        await post(ready, show(overview));
        const broken = await page.evaluate(() =>
          [...document.querySelectorAll('.figures dd, .amount, .budgets .digits')].flatMap((element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
            const { right } = range.getBoundingClientRect();
            const room = element.parentElement?.getBoundingClientRect().right ?? 0;
            return lines === 1 && right <= room + 1
              ? []
              : [`${element.textContent}: ${lines} lines, to ${right} of ${room}`];
          }),
        );
        assert.deepEqual(broken, [], `${width} px`);
        await takePicture(page, `sums-${width}`);
      });
    }
  });

  /** What VS Code holds for the panel after it showed an overview. */
  async function keptFrom(overview: Overview): Promise<unknown> {
    let kept: unknown;
    await withPanel({}, async (panel) => {
      await panel.post(ready, show(overview));
      await panel.page.waitForFunction(() => Reflect.get(window, 'kept') !== undefined);
      kept = await panel.kept();
    });
    return kept;
  }

  it('P5: is a bundle of less than 220 kB, in two languages and with its charts', () => {
    assert.ok(bundle.length < 220_000, `${bundle.length} bytes`);
  });

  for (const theme of themeNames) {
    it(`E7: passes the accessibility checks in ${theme}, in every state`, async () => {
      await withPanel({ theme }, async ({ page, post }) => {
        for (const [name, messages] of states) {
          await post(...messages);
          assert.deepEqual(await violations(page), [], name);
          await takePicture(page, `${name}-${theme}`);
        }
      });
    });
  }

  it('E7: fits every width from 200 px on without a sideways scroll bar', async () => {
    await withPanel({}, async ({ page, post }) => {
      await post(ready, show({ ...busyOverview, problems }), ...figures);
      await page.locator('#request-0').click();
      for (const width of [200, 220, 259, 260, 499, 500, 639, 640, 859, 860, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        await post();
        const [content, visible] = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return [scrollWidth, clientWidth];
        });
        assert.equal(content, visible, `${width} px`);
        await takePicture(page, `${width}px`);
      }
    });
  });

  it('E7: keeps the roles of a table when its rows are folded', async () => {
    for (const width of [220, 900]) {
      await withPanel({ width }, async ({ page, post }) => {
        await post(ready, show(busyOverview));
        const table = page.getByRole('table', { name: 'Targets' });
        const heads = await table.getByRole('columnheader').allInnerTexts();
        assert.equal(heads.length, 7, `${width} px`);
        const row = table.getByRole('row', { name: /^gpt-4\.1@relay/ });
        assert.equal(await row.getByRole('cell').count(), 6, `${width} px`);
      });
    }
  });

  it('asks the extension host for everything as soon as it runs', async () => {
    await withPanel({}, async ({ sent }) => assert.deepEqual(await sent(), [{ type: 'ready' }]));
  });

  it('sends what each button is for', async () => {
    await withPanel({}, async ({ page, post, sent }) => {
      await post({ type: 'daemon', daemon: { state: 'stopped' } });
      await page.getByRole('button', { name: 'Ask About Selection' }).click();
      await page.getByRole('button', { name: 'Start Now' }).click();
      await post(failed);
      await page.getByRole('button', { name: 'Reconnect' }).click();
      await post(ready, show(emptyOverview));
      await page.getByRole('button', { name: 'Switch routing profile, now default' }).click();
      await page.getByRole('button', { name: 'Ask About Selection' }).click();
      await post(show(busyOverview));
      await page.getByRole('button', { name: /^Stop the request to claude-sonnet-4\.5@relay/ }).click();
      await page.getByRole('button', { name: 'Set Budget…' }).click();
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByRole('button', { name: 'Reset gpt-4.1@relay' }).click();
      await page.getByRole('button', { name: 'Probe gpt-4.1@relay' }).click();
      await page.getByRole('button', { name: 'Put Back llama-3.3-70b-instruct@ollama' }).click();
      const pressed = (await sent()).slice(1).filter(({ type }) => !type.startsWith('load-'));
      assert.deepEqual(pressed, [
        { type: 'ask' },
        { type: 'connect' },
        { type: 'connect' },
        { type: 'switch-profile' },
        { type: 'ask' },
        { type: 'cancel', requestId: 'running-1' },
        { type: 'set-budget' },
        { type: 'export' },
        { type: 'breaker', action: 'reset', target: 'gpt-4.1@relay' },
        { type: 'breaker', action: 'probe', target: 'gpt-4.1@relay' },
        { type: 'breaker', action: 'enable', target: 'llama-3.3-70b-instruct@ollama' },
      ]);
    });
  });

  it('E4, E7: is worked by keyboard alone, says that it stops, and keeps the focus near when the request is gone', async () => {
    await withPanel({}, async ({ page, post, sent }) => {
      await post(ready, show({ ...busyOverview, running: [runningRequest()] }));
      // The profile, the three buttons of the summary, then the first that runs.
      for (let stops = 0; stops < 5; stops += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.deepEqual((await sent()).at(-1), { type: 'cancel', requestId: 'running-1' });
      await page.getByRole('button', { name: /^Stopping…/ }).waitFor();
      await post(show({ ...busyOverview, revision: 8, running: [] }));
      assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Running now');
    });
  });

  it('E7: presses a button by the space bar without scrolling the page', async () => {
    await withPanel({ width: 220, height: 200 }, async ({ page, post, sent }) => {
      await post(ready, show({ ...busyOverview, problems }), failed);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      assert.deepEqual((await sent()).at(-1), { type: 'connect' });
      await post();
      assert.equal(await page.evaluate(() => window.scrollY), 0);
    });
  });

  it('shows a running request go on, without a message', async () => {
    await withPanel({}, async ({ page, post, setTime }) => {
      await post(ready, show({ ...busyOverview, running: [runningRequest()] }));
      await page.getByText('0:12').waitFor();
      await setTime(nowMs + 53_000);
      await page.getByText('1:05').waitFor();
    });
  });

  it('E6: paints what was kept at once, also before the daemon answers', async () => {
    await withPanel({ kept: await keptFrom(busyOverview) }, async ({ page, post }) => {
      await page.getByText('≥ $1.27').waitFor();
      await page.getByRole('progressbar', { name: 'Loading figures…' }).waitFor();
      await post(ready, show({ ...busyOverview, revision: 1, today: { ...busyOverview.today, unknownCost: 0 } }));
      assert.equal(await page.locator('.amount').textContent(), '$1.27');
      assert.equal(await page.getByRole('progressbar').count(), 0);
    });
  });

  it('P5: paints within 300 ms of its script being there, or half as much again where other tests share the cores', async (test) => {
    const kept = await keptFrom(busyOverview);
    const paintsMs: number[] = [];
    while (paintsMs.length < 10 && !paintsMs.some((paintMs) => paintMs < 300)) {
      await withPanel({ kept }, async ({ page, post }) => {
        await page.getByText('≥ $1.27').waitFor();
        await post();
        paintsMs.push(await page.evaluate(firstPaintAfterLoadingMs));
      });
    }
    const told = `first paints after ${paintsMs.map(Math.round).join(', ')} ms`;
    test.diagnostic(told);
    assert.ok(Math.min(...paintsMs) < 450, told);
  });

  it('E7: the list of requests is one stop of the Tab key, moved in by arrow keys, and tells the chosen one’s route', async () => {
    await withPanel({ width: 900 }, async ({ page, post, sent }) => {
      await post(ready, show(busyOverview), ...figures);
      const list = page.getByRole('listbox', { name: 'Requests' });
      await list.focus();
      await page.keyboard.press('ArrowDown');
      const detail = page.getByRole('region', { name: 'Request to fast@relay' });
      await detail.getByText('Answered by fast@relay after 1 failover.').waitFor();
      assert.deepEqual((await sent()).at(-1), { type: 'load-decision', requestId: 'r1' });
      const plan = [{ target: 'gpt-4.1@relay', reason: 'place 1 in the profile' }];
      const decision = { requestId: 'r1', strategy: 'priority', rule: null, plan, excluded: [] };
      await post({ type: 'decision', decision });
      await detail.getByText('place 1 in the profile').waitFor();
      await page.keyboard.press('End');
      await post();
      const active = await list.getAttribute('aria-activedescendant');
      const last = page.locator(`#${active}`);
      assert.equal(await last.getAttribute('aria-posinset'), await last.getAttribute('aria-setsize'));
      assert.equal(await last.getAttribute('aria-selected'), 'true');
      const [row, frame] = [await last.boundingBox(), await list.boundingBox()];
      assert.ok(row && frame && row.y + row.height <= frame.y + frame.height + 1, 'the last row can be seen');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: /^Request to/ }).waitFor({ state: 'detached' });
    });
  });

  it('E6: draws only the rows that can be seen of ten thousand, finds one by a word, and asks for older ones at the end', async () => {
    await withPanel({ width: 900 }, async ({ page, post, sent }) => {
      await post(ready, show(busyOverview), {
        type: 'requests',
        before: null,
        page: requestsPage(10, 9_900, '2026-11.7'),
      });
      const list = page.getByRole('listbox', { name: 'Requests' });
      assert.ok((await list.getByRole('option').count()) < 50);
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await post();
      await list.getByText('command-9909').waitFor();
      assert.ok((await list.getByRole('option').count()) < 50);
      assert.deepEqual((await sent()).at(-1), { type: 'load-requests', before: '2026-11.7' });
      await page.getByRole('searchbox').fill('RELAY command-4321');
      await list.getByText('command-4321').waitFor();
      assert.equal(await list.getByRole('option').count(), 1);
      await page.getByText('1 of 9,907').waitFor();
      await page.getByRole('searchbox').fill('nowhere');
      await page.getByText('No request matches.').waitFor();
    });
  });

  it('draws both charts under the content security policy, in the colours of the theme, and anew when that changes', async () => {
    await withPanel({ width: 900 }, async ({ page, post, sent }) => {
      await post(ready, show(busyOverview), ...figures);
      const drawnPixels = () =>
        page.locator('canvas').evaluateAll((canvases) =>
          canvases.map((canvas) => {
            if (!(canvas instanceof HTMLCanvasElement)) return '';
            const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
            const colours = new Set<string>();
            for (let at = 0; at < data.length; at += 4) {
              if (data[at + 3] === 255) colours.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
            }
            return [...colours].join(' ');
          }),
        );
      const [spend, latency] = await drawnPixels();
      assert.match(spend ?? '', /89,164,249/);
      assert.match(latency ?? '', /89,164,249/);
      await page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-blue', '#010203'));
      await post();
      assert.match((await drawnPixels())[0] ?? '', /\b1,2,3\b/);
      await page.getByRole('combobox', { name: 'Grouped by' }).selectOption('branch');
      assert.deepEqual((await sent()).at(-1), { type: 'load-spend', unit: 'day', by: 'branch' });
      await page.getByText('Figures as a table').first().click();
      const rows = page.getByRole('table', { name: 'Spend over time' }).getByRole('row');
      await rows.nth(30).waitFor();
      assert.equal(await rows.count(), 31);
    });
  });

  it('E6, B4: shows a new day after midnight though nothing was asked, as the daemon tells it', async () => {
    await withPanel({}, async ({ page, post, setTime }) => {
      await post(ready, show(busyOverview), ...figures);
      assert.equal(
        await page.locator('.request-list .second').first().innerText(),
        '2:29 PM · 1.94 s · explain · 1,200 in · 340 out · after gpt-4.1@relay (Overloaded)',
      );
      await setTime(Date.parse('2026-11-23T00:00:01.000Z'));
      await post(show({ ...busyOverview, revision: 8, today: emptyOverview.today, running: [] }));
      assert.equal(await page.locator('.amount').textContent(), '$0.00');
      assert.match(await page.locator('.request-list .second').first().innerText(), /^Nov 22 · /);
    });
  });

  it('E7: speaks Chinese to a page in Chinese', async () => {
    await withPanel({ language: 'zh-cn', width: 900 }, async ({ page, post }) => {
      await post(ready, show(busyOverview), ...figures);
      await page.getByRole('heading', { name: '今日支出' }).waitFor();
      await page.getByRole('listbox', { name: '请求' }).waitFor();
      assert.deepEqual(await violations(page), []);
      const text = await page.locator('main').innerText();
      assert.doesNotMatch(text, /\b(Spent|Requests|Budgets|Targets|Limits|Attempts)\b/);
    });
  });

  it('shows names as text, whatever is in them', async () => {
    const hostile = '<img src=x onerror=alert(1)>@relay';
    await withPanel({}, async ({ page, post }) => {
      await post(ready, show({ ...busyOverview, recent: [attemptRow({ target: hostile, command: hostile })] }));
      assert.equal(await page.locator('img').count(), 0);
      await page.getByTitle(hostile).first().waitFor();
    });
  });

  it('E6: 10,000 updates draw at most once a frame and leave the page as large as it was', async () => {
    await withPanel({}, async ({ page, post }) => {
      const protocol = await page.context().newCDPSession(page);
      await protocol.send('Performance.enable');
      const measure = async () => {
        await protocol.send('HeapProfiler.collectGarbage');
        const { metrics } = await protocol.send('Performance.getMetrics');
        const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
        return { nodes: metric('Nodes'), listeners: metric('JSEventListeners'), heapBytes: metric('JSHeapUsedSize') };
      };
      await post(ready, show({ ...busyOverview, revision: 1 }), ...figures);
      // Until the list holds as many requests as it may.
      await update(page, busyOverview, 2, 1999);
      const before = await measure();
      const { frames, drawings } = await update(page, busyOverview, 2001, 10_000);
      let afterwards = await measure();
      // What a frame still holds is left over by a collection; the one after the next frame takes it.
      for (let again = 0; again < 5 && afterwards.nodes > before.nodes; again += 1) {
        await post();
        afterwards = await measure();
      }
      assert.ok(drawings >= 2 && drawings <= frames, `${drawings} drawings in ${frames} frames`);
      assert.equal(
        await page.locator('.figures:not(.sums) dd').first().textContent(),
        '12,000',
        'the last update is shown',
      );
      assert.ok(afterwards.nodes <= before.nodes, `${before.nodes} nodes became ${afterwards.nodes}`);
      assert.ok(
        afterwards.listeners <= before.listeners,
        `${before.listeners} listeners became ${afterwards.listeners}`,
      );
      const grownBytes = afterwards.heapBytes - before.heapBytes;
      assert.ok(grownBytes < 1_000_000, `the heap grew by ${grownBytes} bytes`);
    });
  });
});
