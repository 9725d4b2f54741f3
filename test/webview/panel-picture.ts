/** Draws the picture of the panel for the documents, from the figures of the tests: `node test/webview/panel-picture.ts`. */
import { join } from 'node:path';
import { projectFolder } from '../../scripts/paths.ts';
import { busyOverview } from './overviews.ts';
import { bundlePanel, launchBrowser, openPanel } from './panel-page.ts';
import { requestsPage, spendSeries, targetSeries } from './series.ts';

const browser = await launchBrowser();
try {
  const { page, post } = await openPanel(browser, await bundlePanel(), { width: 1280, height: 800 });
  await post(
    { type: 'daemon', daemon: { state: 'ready' } },
    { type: 'overview', overview: busyOverview },
    { type: 'spend', series: spendSeries },
    { type: 'targets', series: targetSeries },
    { type: 'requests', before: null, page: requestsPage(30, 200, null) },
  );
  await page.locator('#request-0').click();
  await post();
  await page.screenshot({ path: join(projectFolder, 'docs', 'images', 'panel.png'), fullPage: true, scale: 'css' });
} finally {
  await browser.close();
}
