/** The built panel in a real browser page that stands for VS Code's webview: theme, strict CSP, a recorded `acquireVsCodeApi`. */
import { type BuildOptions, build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../protocol/panel.ts';
import { chromiumFlags, findOrInstallChromium } from '../../scripts/chromium.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { nowMs } from './overviews.ts';
import { type ThemeName, themes } from './themes.ts';

export interface PanelPage {
  readonly page: Page;
  /** Console errors, uncaught exceptions and CSP violations so far. */
  readonly errors: readonly string[];
  /** Posts messages as the extension host does, and waits until they are drawn. */
  readonly post: (...messages: readonly ToPanel[]) => Promise<void>;
  readonly sent: () => Promise<readonly FromPanel[]>;
  readonly kept: () => Promise<unknown>;
  /** The time stands still until it is set. */
  readonly setTime: (epochMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PanelPageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** The page's `lang`, as VS Code's display language is. */
  readonly language?: string;
  /** What VS Code kept from the panel's last time. */
  readonly kept?: unknown;
}

const address = 'http://panel.localhost/';
const nonce = 'n0nce';
const contentSecurityPolicy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findOrInstallChromium(), args: [...chromiumFlags] });
}

/** The bundle's text, built as the package builds it. */
export async function bundlePanel(): Promise<string> {
  const options: BuildOptions = {
    absWorkingDir: projectFolder,
    entryPoints: ['webview/main.ts'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    minify: true,
    loader: { '.css': 'text' },
    write: false,
  };
  const { outputFiles } = await build(options);
  const text = outputFiles?.at(0)?.text;
  if (text === undefined) throw new Error('esbuild gave no output for webview/main.ts');
  return text;
}

export async function openPanel(browser: Browser, bundle: string, options: PanelPageOptions = {}): Promise<PanelPage> {
  const { theme = 'dark', width = 320, height = 900, kept, language = 'en' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    timezoneId: 'UTC',
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/panel.js') return route.fulfill({ contentType: 'text/javascript', body: bundle });
    if (pathname !== '/') return route.fulfill({ status: 204 });
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': contentSecurityPolicy },
      body: pageText(theme, kept, language),
    });
  });
  await page.goto(address);
  return {
    page,
    errors,
    post: (...messages) =>
      page.evaluate(async (posted) => {
        for (const message of posted) window.postMessage(message);
        // One turn for the messages to arrive, two frames for the drawing to be over.
        await new Promise((resolve) => setTimeout(resolve));
        for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      }, messages),
    sent: () => page.evaluate(() => Reflect.get(window, 'sent')),
    kept: () => page.evaluate(() => Reflect.get(window, 'kept')),
    setTime: (epochMs) => page.evaluate((value) => void Reflect.set(window, 'nowMs', value), epochMs),
    close: () => context.close(),
  };
}

function pageText(theme: ThemeName, kept: unknown, language: string): string {
  const variables = Object.entries(themes[theme]).map(([name, value]) => `${name}: ${value};`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>Dualtrack</title>
<style nonce="${nonce}">
  html { ${variables.join(' ')} --vscode-font-family: "Segoe UI", system-ui, "Ubuntu", sans-serif; --vscode-font-size: 13px;
    --vscode-font-weight: normal; background: var(--vscode-sideBar-background); }
  body { margin: 0; padding: 0 20px; }
</style>
<script nonce="${nonce}">
  window.nowMs = ${nowMs};
  Date.now = () => window.nowMs;
  window.sent = [];
  window.kept = ${JSON.stringify(kept ?? null)} ?? undefined;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.sent.push(message),
    getState: () => window.kept,
    setState: (state) => { window.kept = JSON.parse(JSON.stringify(state)); },
  });
</script>
</head>
<body class="vscode-${theme.endsWith('light') ? 'light' : 'dark'}">
<script type="module" nonce="${nonce}" src="/panel.js"></script>
</body>
</html>`;
}
