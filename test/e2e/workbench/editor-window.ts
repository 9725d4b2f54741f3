/** One window of the workbench as a person uses it: keys, menus, and what can be seen. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { quietSettings } from '../../../scripts/editor-settings.ts';
import { outFolder } from '../../../scripts/paths.ts';

/** What Node's runner gives to a hook, though its types do not say so. */
const testResultSchema = z.object({ name: z.string(), passed: z.boolean() });

export type ColourTheme = 'dark' | 'light' | 'high-contrast';

/** As the picker names it, and what the workbench's root element then carries. */
const themes: Readonly<Record<ColourTheme, { readonly label: string; readonly cssClass: string }>> = {
  dark: { label: 'Dark Modern', cssClass: 'vs-dark' },
  light: { label: 'Light Modern', cssClass: 'vs' },
  'high-contrast': { label: 'Dark High Contrast', cssClass: 'hc-black' },
};

export class EditorWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The editor that has the focus, or had it last. */
  get activeEditor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: title });
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** A line as an editor shows it: a long one is wrapped to several. Editors draw spaces as other characters. */
  line(text: RegExp): Locator {
    const drawn = new RegExp(text.source.replaceAll(' ', '\\s'), text.flags);
    return this.page.locator('.editor-instance .view-line', { hasText: drawn }).last();
  }

  /** Opens the menu of the active editor and takes an entry of a submenu. */
  async chooseFromEditorMenu(submenu: string, entry: string): Promise<void> {
    const item = (label: string) => this.page.locator('.monaco-menu .action-item', { hasText: label }).last();
    await this.page.keyboard.press('Shift+F10');
    await item(submenu).hover();
    await item(entry).hover();
    // Not a click: a menu ignores the mouse for its first moments.
    await this.page.keyboard.press('Enter');
    await item(entry).waitFor({ state: 'hidden' });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Runs a command by its title from the palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor();
    await this.quickInput.locator('input.input').fill(`>${title}`);
    await this.pick(title);
  }

  /** Takes the row with this text from the list that is open. */
  async pick(text: string | RegExp): Promise<void> {
    // What is told of the row below the mouse would cover the others.
    await this.page.mouse.move(0, 0);
    await this.quickInput.locator('.monaco-list-row', { hasText: text }).first().click();
  }

  /** Opens a list by a click, and takes the entry of this name: typed, since a long list does not draw all of it. */
  async pickFrom(opener: Locator, name: string): Promise<void> {
    const input = this.quickInput.locator('input.input');
    for (let tries = 0; tries < 5; tries += 1) {
      await opener.click();
      // A view that is still loading may take the focus, which closes the list.
      const isOpen = await input.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
      if (!isOpen) continue;
      await input.fill(name);
      await this.pick(name);
      return;
    }
    throw new Error(`the list with ${name} did not stay open`);
  }

  /** Types into the input box that is open, and confirms. */
  async answer(text: string): Promise<void> {
    await this.quickInput.locator('input.input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the workspace by name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.waitFor();
    await this.quickInput.locator('input.input').fill(name);
    await this.pick(name);
    await this.tab(name).waitFor();
  }

  /** Selects whole lines of the active editor, by keyboard. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.#goToLine(first);
    for (let line = first; line <= last; line += 1) await this.page.keyboard.press('Shift+ArrowDown');
    await this.statusBarItem('selected').waitFor();
  }

  /** Tried again, since a window that is still being put together may take the focus, and with it the box that was open. */
  async #goToLine(line: number): Promise<void> {
    const soon = { timeout: 5_000 };
    for (let tries = 0; tries < 4; tries += 1) {
      await this.page.keyboard.press('Control+G');
      try {
        await this.quickInput.locator('input.input').fill(`:${line}`, soon);
        await this.page.keyboard.press('Enter');
        await this.quickInput.waitFor({ state: 'hidden', ...soon });
        await this.statusBarItem(new RegExp(`Ln ${line}, `)).waitFor(soon);
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`the box for going to line ${line} did not stay open`);
  }

  /**
   * The user's settings from now on, besides those that keep the editor quiet: written into their file, and saved. The
   * settings so far must have the editor close no quotes and brackets by itself.
   */
  async replaceSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.runCommand('Preferences: Open User Settings (JSON)');
    await this.page.locator('.view-line', { hasText: 'workbench.colorTheme' }).last().click();
    await this.page.keyboard.press('Control+A');
    // In one line: the editor indents what is typed.
    await this.page.keyboard.insertText(JSON.stringify({ ...quietSettings, ...settings }));
    await this.page.keyboard.press('Control+S');
    await this.closeModalEditor();
  }

  /** Closes the editor that lies over the others, as those of settings and of trust do. */
  async closeModalEditor(): Promise<void> {
    await this.page
      .getByRole('button', { name: /^Close/ })
      .last()
      .click();
  }

  /** What a webview shows: the frame inside the frame of the view or editor. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** By the palette; the choice is the user's, so other windows follow. */
  async setTheme(theme: ColourTheme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.locator('input.input').fill(themes[theme].label);
    await this.pick(themes[theme].label);
    await this.page.locator(`.monaco-workbench.${themes[theme].cssClass}`).waitFor();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Into `out/artifacts/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    const artifacts = join(outFolder, 'artifacts');
    await mkdir(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }

  /** What a failed test left on the screen, into `out/artifacts/failed-TEST.png`. For a hook after each test. */
  async screenshotOf(test: unknown, windowNumber = 1): Promise<void> {
    const { name, passed } = testResultSchema.parse(test);
    if (passed) return;
    await this.screenshot(`failed-${name.replaceAll(/\W+/g, '-').slice(0, 60)}-${windowNumber}`);
  }

  /** After the daemon was stopped: closes what was opened in this window, and starts a daemon that knows what is set now. */
  async beginAnew(): Promise<void> {
    const spentToday = this.statusBarItem(/ · .* today/);
    await spentToday.waitFor({ state: 'hidden' });
    await this.page.keyboard.press('Escape');
    await this.runCommand('View: Close All Editor Groups');
    await this.tab(/./).first().waitFor({ state: 'hidden' });
    await this.runCommand('Notifications: Clear All Notifications');
    await this.runCommand('Dualtrack: Restart Daemon');
    await spentToday.waitFor();
    await this.openFile('invoice.ts');
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
