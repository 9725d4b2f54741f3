/** The built panel in a real browser: what a person sees, presses and hears in each theme, and that it stays small. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import type { ToPanel } from '../../protocol/panel.ts';
import type { Overview } from '../../protocol/status.ts';
import { outFolder } from '../../scripts/paths.ts';
import { attemptRow, busyOverview, emptyOverview, nowMs, problems, runningRequest } from './overviews.ts';
import { firstPaintAfterLoadingMs, update, violations } from './page-measures.ts';
import { bundlePanel, launchBrowser, openPanel, type PanelPage, type PanelPageOptions } from './panel-page.ts';
import { type ThemeName, themes } from './themes.ts';

const ready: ToPanel = { type: 'daemon', daemon: { state: 'ready' } };
const failed: ToPanel = {
  type: 'daemon',
  daemon: { state: 'failed', reason: 'The daemon ended while it was starting.' },
};
const show = (overview: Overview): ToPanel => ({ type: 'overview', overview });

const pictures = join(outFolder, 'artifacts');
const themeNames = Object.keys(themes).filter((name): name is ThemeName => name in themes);

/** Everything the panel can be in, by the name of its picture, in an order in which one can follow the other. */
const states: readonly (readonly [string, readonly ToPanel[]])[] = [
  ['starting', [{ type: 'daemon', daemon: { state: 'starting' } }]],
  ['stopped', [{ type: 'daemon', daemon: { state: 'stopped' } }]],
  ['empty', [ready, show(emptyOverview)]],
  ['busy', [show(busyOverview)]],
  ['problems', [show({ ...busyOverview, revision: 8, problems })]],
  ['failed', [failed]],
];

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

  it('P5: is a bundle of less than 100 kB', () => {
    assert.ok(bundle.length < 100_000, `${bundle.length} bytes`);
  });

  for (const theme of themeNames) {
    it(`E7: passes the accessibility checks in ${theme}, in every state`, async () => {
      await withPanel({ theme }, async ({ page, post }) => {
        for (const [name, messages] of states) {
          await post(...messages);
          assert.deepEqual(await violations(page), [], name);
          await page.screenshot({ path: join(pictures, `panel-${name}-${theme}.png`), fullPage: true });
        }
      });
    });
  }

  it('E7: fits every width from 200 px on without a sideways scroll bar', async () => {
    await withPanel({}, async ({ page, post }) => {
      await post(ready, show({ ...busyOverview, problems }));
      for (const width of [200, 220, 259, 260, 499, 500, 639, 640, 1199, 1200, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        await post();
        const [content, visible] = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return [scrollWidth, clientWidth];
        });
        assert.equal(content, visible, `${width} px`);
        await page.screenshot({ path: join(pictures, `panel-${width}px.png`), fullPage: true });
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
      assert.deepEqual((await sent()).slice(1), [
        { type: 'ask' },
        { type: 'connect' },
        { type: 'connect' },
        { type: 'switch-profile' },
        { type: 'ask' },
        { type: 'cancel', requestId: 'running-1' },
      ]);
    });
  });

  it('E4, E7: is worked by keyboard alone, says that it stops, and keeps the focus near when the request is gone', async () => {
    await withPanel({}, async ({ page, post, sent }) => {
      await post(ready, show({ ...busyOverview, running: [runningRequest()] }));
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
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

  it('P5: paints within 300 ms of its script being there, at the best of up to five times on a busy machine', async () => {
    const kept = await keptFrom(busyOverview);
    const paintsMs: number[] = [];
    while (paintsMs.length < 5 && !paintsMs.some((paintMs) => paintMs < 300)) {
      await withPanel({ kept }, async ({ page, post }) => {
        await page.getByText('≥ $1.27').waitFor();
        await post();
        paintsMs.push(await page.evaluate(firstPaintAfterLoadingMs));
      });
    }
    assert.ok(Math.min(...paintsMs) < 300, `first paints after ${paintsMs.map(Math.round).join(', ')} ms`);
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
      await post(ready);
      await update(page, busyOverview, 1, 1000);
      const before = await measure();
      const { frames, drawings } = await update(page, busyOverview, 1001, 10_000);
      const afterwards = await measure();
      assert.ok(drawings >= 2 && drawings <= frames, `${drawings} drawings in ${frames} frames`);
      assert.equal(await page.locator('.figures dd').first().textContent(), '11,000', 'the last update is shown');
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
