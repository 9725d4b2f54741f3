/** What a model, or whoever speaks in its place, writes: it is shown as text and runs nowhere. In a real editor and browser: links.test.ts, panel.browser.test.ts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { table } from '../../cli/table.ts';
import { visible } from '../../cli/visible.ts';
import { newAnswer, renderAnswer, withProgress } from '../../extension/answers/answer.ts';
import { answerTitle } from '../../extension/answers/answer-title.ts';
import { panelHtml } from '../../extension/panel/panel-html.ts';
import { csvLine } from '../../protocol/ledger-csv.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { failureFromResponse } from '../../server/providers/failure-from-response.ts';
import { openGateway, question } from '../support/gateway.ts';

const hostile = [
  '<script>alert(1)</script>',
  '![x](https://evil.example/leak.png)',
  '[click](command:workbench.action.terminal.new)',
  '<img src=x onerror=alert(1)>',
  '\u001b]52;c;b3duZWQ=\u0007',
  '\u202egnp.exe',
];

function sourcesOf(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      name: `${folder}/${name.replaceAll('\\', '/')}`,
      text: readFileSync(join(projectFolder, folder, name), 'utf8'),
    }));
}

describe('HTML and Markdown of a model', () => {
  it('is trusted nowhere in the editor: commands run from two links of ours alone, HTML from none', () => {
    for (const { name, text } of sourcesOf('extension')) {
      assert.doesNotMatch(text, /supportHtml|supportThemeIcons: true/, name);
      if (name !== 'extension/status/status-bar.ts') assert.doesNotMatch(text, /isTrusted\s*=|isTrusted:/, name);
      else assert.match(text, /isTrusted = \{ enabledCommands: \['dualtrack\.showPanel', 'dualtrack\.showLog'\] \}/);
    }
  });

  it('is put into the panel as text alone', () => {
    for (const { name, text } of sourcesOf('webview')) {
      assert.doesNotMatch(
        text,
        /unsafeHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
        name,
      );
    }
    const page = panelHtml({ source: 'https://w', scriptUri: 'https://w/a.js', nonce: 'n', locale: 'en' });
    assert.match(
      page,
      /default-src 'none'; script-src 'nonce-n'; style-src https:\/\/w; font-src https:\/\/w; img-src https:\/\/w"/,
    );
    assert.doesNotMatch(page, /unsafe-inline|unsafe-eval|connect-src|\*/);
  });

  it('is shown in a document of a language of its own, in which the editor makes no links', () => {
    const manifest = z
      .object({
        contributes: z.object({
          languages: z.array(z.looseObject({ id: z.string(), filenamePatterns: z.array(z.string()).optional() })),
        }),
      })
      .parse(JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')));
    const own = manifest.contributes.languages.find(({ id }) => id === 'dualtrack-answer');
    assert.deepEqual(own?.filenamePatterns, ['/dualtrack-answers/*/*']);
  });

  it('leads no link of the chat anywhere but to the web', () => {
    const text = readFileSync(join(projectFolder, 'extension/chat/participant.ts'), 'utf8');
    assert.match(text, /part\.type === 'source' && isOfTheWeb\(part\.url\)/);
    assert.match(text, /\/\^https\?:\$\/\.test\(new URL\(url\)\.protocol\)/);
  });

  it('leaves what we write below an answer where it is, and names no path by its tab', () => {
    const t = (text: string, ...values: readonly unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(values[at]));
    const open = '```\n<!--\n~~~';
    const answer = withProgress(newAnswer('?', 'a.ts'), {
      kind: 'parts',
      parts: [{ type: 'text-delta', choiceIndex: 0, text: open }],
    });
    assert.match(renderAnswer(answer, t), /```\n<!--\n~~~\n```/);
    for (const text of [...hostile, '../../../etc/passwd', 'C:\\x', '..', '%2e%2e%2f']) {
      assert.doesNotMatch(answerTitle(text), /[\\/:%<>|"?*\p{C}]/u, text);
    }
  });
});

describe('text of a model in a terminal', () => {
  it('commands it to nothing: the cells of tables and what errors quote', () => {
    for (const text of hostile) {
      assert.doesNotMatch(table([['name'], [text]]), /[^\P{Cc}\n]|\u202e/u);
      const { message } = failureFromResponse(
        { status: 500, headers: {}, body: { error: { message: text } } },
        { target: 'm@relay', baseUrl: 'https://relay.example/v1', key: null },
        0,
      );
      assert.doesNotMatch(message, /[\p{Cc}\u202e]/u);
    }
    assert.equal(visible('naïve 漢字 👩‍💻\n\ttab'), 'naïve 漢字 👩‍💻\n\ttab');
    assert.equal(visible('a\r\u001b[2Jb\u009b1m'), 'a\ufffd\ufffd[2Jb\ufffd1m');
  });
});

describe('text of others in a spreadsheet', () => {
  it('is no formula', async () => {
    const gateway = await openGateway();
    try {
      const response = await gateway.post(question(), {
        'x-dualtrack-workspace': "=cmd|' /C calc'!A0",
        'x-dualtrack-client': '@SUM(1)',
      });
      await response.text();
      const { rows } = await gateway.ledger.books.rows({ limit: 1 });
      const [row] = rows;
      assert.ok(row !== undefined);
      assert.match(csvLine(row), /,'@SUM\(1\),/);
      assert.match(csvLine(row), /,'=cmd\|/);
    } finally {
      await gateway.close();
    }
  });
});
