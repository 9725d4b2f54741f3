/** What is measured of a page with the panel: accessibility, first paint, and what a stream of updates does to it. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Overview } from '../../protocol/status.ts';

/** Runs axe on the page; each violation as one line that says what to look at. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Half a megabyte: once a page.
  if (!(await page.evaluate(() => Reflect.has(window, 'axe')))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(window, 'axe').run(document);
    return violations.map((violation: { id: string; nodes: { html: string; failureSummary: string }[] }) => {
      return `${violation.id}: ${violation.nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`;
    });
  });
}

/** Runs in the page. The loading itself is the harness's, which answers from the test's process. */
export function firstPaintAfterLoadingMs(): number {
  const script = performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/panel.js'));
  const paint = performance.getEntriesByName('first-contentful-paint').at(0);
  if (!(script instanceof PerformanceResourceTiming) || paint === undefined) return Number.POSITIVE_INFINITY;
  return paint.startTime - script.responseEnd;
}

/** Posts `count` overviews, each with other requests, fifty a frame; counts frames and drawings of the figure that changes. */
export function update(page: Page, overview: Overview, firstRevision: number, count: number) {
  return page.evaluate(
    async ({ overview, firstRevision, count }) => {
      const counted = { frames: 0, drawings: 0 };
      const observer = new MutationObserver(() => {
        counted.drawings += 1;
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      for (let sent = 0; sent < count; sent += 1) {
        const revision = firstRevision + sent;
        const recent = overview.recent.map((row, index) => ({ ...row, requestId: `request-${revision}-${index}` }));
        const running = overview.running.map((row, index) => ({ ...row, requestId: `running-${revision}-${index}` }));
        const today = { ...overview.today, requests: revision };
        window.postMessage({ type: 'overview', overview: { ...overview, revision, recent, running, today } });
        if (sent % 50 !== 49) continue;
        counted.frames += 1;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      for (let frame = 0; frame < 3; frame += 1) {
        counted.frames += 1;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      observer.disconnect();
      return counted;
    },
    { overview, firstRevision, count },
  );
}
